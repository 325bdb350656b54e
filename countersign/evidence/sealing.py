"""Sealing a PDF with the school's key: PAdES B-B, or B-T where a time authority is configured (ETSI EN 319 142-1)."""

import io
from functools import cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore

from countersign.ledger.keys import Key, school_key
from countersign.ledger.models import Chain

RESERVED = 4096  # bytes of signature, as hexadecimal digits: ours takes some 2,000 of them
RESERVED_WITH_STAMP = 24576


def seal(pdf: bytes, *, chain: Chain, reason: str) -> bytes:
    """
    Return a PDF sealed as a whole: nothing may be added to it afterwards.

    Only the school's own certificate goes into the seal; whoever checks it brings the root, or finds it attached.
    """
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
        name=chain.name,
    )
    stamper = _stamper(settings.TIME_AUTHORITIES[0]) if settings.TIME_AUTHORITIES else None
    signer = signers.PdfSigner(metadata, signer=_signer(school_key(chain.uuid, chain.name)), timestamper=stamper)
    sealed = signer.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        in_place=True,
        bytes_reserved=RESERVED_WITH_STAMP if stamper else RESERVED,
    )
    content: bytes = sealed.getvalue()
    return content


@cache
def _stamper(authority: str) -> timestamps.HTTPTimeStamper:
    return timestamps.HTTPTimeStamper(authority, timeout=10)


@cache
def _signer(key: Key) -> signers.SimpleSigner:
    private = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = key.certificate.public_bytes(serialization.Encoding.DER)
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
