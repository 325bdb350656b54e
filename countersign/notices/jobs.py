"""What the worker does: let messages leave that are due."""

import datetime
import logging
import smtplib
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from countersign.notices import faults
from countersign.notices.faults import said
from countersign.notices.leaving import Words, left_to_ask
from countersign.notices.models import Message
from countersign.notices.writing import link_behind_sign_in, write
from countersign.people.kept import link_sent
from countersign.people.models import Ticket
from countersign.people.tickets import make_ticket

log = logging.getLogger(__name__)

WAITS = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]
LEASE = datetime.timedelta(minutes=5)  # after a worker died with a message in hand, another takes it up
TOO_OLD = datetime.timedelta(days=7)


class WillNeverArrive(Exception):
    """The mail server refused a message for good."""


def deliver_due(now: datetime.datetime, limit: int = 100) -> int:
    """
    Send what is due by mail and return how many messages left.

    Without a mail server nothing is done: messages stay to be read on their page. Sent twice at worst, after a
    crash: the second link replaces the first.
    """
    if not settings.EMAIL_HOST:
        return 0
    Message.objects.due(now).filter(due_at__lt=now - TOO_OLD).update(given_up_at=now, fault=faults.TOO_LATE)
    if not Message.objects.due(now).exists():
        return 0
    post = get_connection("django.core.mail.backends.smtp.EmailBackend")
    try:
        post.open()
    except (OSError, smtplib.SMTPException) as fault:
        log.warning("No mail can be sent: %s", fault)
        Message.objects.due(now).update(fault=said(faults.NO_ANSWER, fault), next_try_at=now + LEASE)
        return 0
    left = 0
    try:
        while left < limit and (message := take_one(now)):
            left += deliver(message, post, now)
    finally:
        post.close()
    return left


@transaction.atomic
def take_one(now: datetime.datetime) -> Message | None:
    """Take the next message in hand, so that no other worker sends it."""
    due = Message.objects.due(now).order_by("due_at", "pk").select_related("school", "person__school", "asked_by")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    message = due.first()
    if message:
        message.tries += 1
        message.next_try_at = now + LEASE
        message.save(update_fields=["tries", "next_try_at"])
    return message


def deliver(message: Message, post: BaseEmailBackend, now: datetime.datetime) -> int:
    """Send one message, or note why not and when to try again."""
    if message.asks and not is_still_wanted(message, now):
        return 0
    if not message.person.email:
        give_up(message, faults.NO_ADDRESS, now)
        return 0
    letter = write(message, link_for(message, now))
    mail = EmailMessage(
        letter.subject,
        letter.body,
        settings.DEFAULT_FROM_EMAIL,
        [message.person.email],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=own_domain())},
        connection=post,
    )
    try:
        hand_over(mail)
    except WillNeverArrive as refused:
        give_up(message, str(refused), now)
        return 0
    except (OSError, smtplib.SMTPException) as fault:
        try_later(message, said(faults.NOT_TAKEN, fault), now)
        return 0
    message.sent_at = timezone.now()
    message.fault = ""
    message.save(update_fields=["sent_at", "fault"])
    return 1


def is_still_wanted(message: Message, now: datetime.datetime) -> bool:
    """Look over a message that asks for signatures: it says what is left, waits for its hour, or is dropped."""
    answer = left_to_ask(message, now)
    if isinstance(answer, Words):
        message.subject, message.text = answer.subject[:200], answer.text
        if "{link}" not in message.text:
            message.ticket_purpose = ""
        message.save(update_fields=["subject", "text", "ticket_purpose"])
        return True
    if answer is None:
        message.dropped_at = now
    else:
        message.due_at, message.next_try_at, message.tries = answer, None, message.tries - 1
    message.save(update_fields=["dropped_at", "due_at", "next_try_at", "tries"])
    return False


def hand_over(mail: EmailMessage) -> None:
    """Give a mail to the server, telling what will never arrive from what may later."""
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, reason = next(iter(refused.recipients.values()))
        if code >= 500:
            raise WillNeverArrive(said(faults.ADDRESS_REFUSED, reason)) from refused
        raise
    except smtplib.SMTPResponseException as refused:
        if refused.smtp_code >= 500 and not isinstance(refused, smtplib.SMTPAuthenticationError):
            raise WillNeverArrive(said(faults.REFUSED, refused.smtp_error)) from refused
        raise
    except ValueError as wrong:  # an address that cannot be written into a mail
        raise WillNeverArrive(said(faults.NO_SUCH_ADDRESS, wrong)) from wrong


def link_for(message: Message, now: datetime.datetime) -> str:
    """Return the link of a message that leaves: a ticket made now, or a page behind sign-in."""
    signs_in_instead = message.ticket_purpose == Ticket.Purpose.SIGN and message.person.account_id
    if not message.ticket_purpose or signs_in_instead:
        return link_behind_sign_in(message)
    channel = link_sent(message.person.email)
    _, secret = make_ticket(message.person, message.ticket_purpose, channel=channel, by=message.asked_by, at=now)
    return f"{settings.ADDRESS}/i/{secret}/"


def try_later(message: Message, fault: str, now: datetime.datetime) -> None:
    """Note a fault that may pass, and when to try again; after the last try, give up."""
    if message.tries > len(WAITS):
        give_up(message, fault, now)
        return
    message.fault = fault
    message.next_try_at = now + WAITS[message.tries - 1]
    message.save(update_fields=["fault", "next_try_at"])


def give_up(message: Message, fault: str, now: datetime.datetime) -> None:
    """Note that a message will not arrive, for administrators to see."""
    message.fault = fault[:300]
    message.given_up_at = now
    message.save(update_fields=["fault", "given_up_at"])


def own_domain() -> str:
    """Return the domain our messages are named under."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
