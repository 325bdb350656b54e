"""Sealing a PDF with the school's key: PAdES B-B, or B-T where a time authority is configured (ETSI EN 319 142-1)."""

import io
import logging
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

logger = logging.getLogger(__name__)

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
    signer = _signer(school_key(chain.uuid, chain.name))
    for authority in settings.TIME_AUTHORITIES:
        try:
            return _sealed(pdf, metadata, signer, _stamper(authority))
        except (timestamps.TimestampRequestError, OSError) as problem:
            logger.warning("Sealed without a time stamp: %s gave none (%s).", authority, problem)
    return _sealed(pdf, metadata, signer, None)


def _sealed(
    pdf: bytes,
    metadata: signers.PdfSignatureMetadata,
    signer: signers.SimpleSigner,
    stamper: timestamps.HTTPTimeStamper | None,
) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    reserved = RESERVED_WITH_STAMP if stamper else RESERVED
    sealed = signers.PdfSigner(metadata, signer=signer, timestamper=stamper).sign_pdf(writer, bytes_reserved=reserved)
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
