"""What is to be told to whom, and whether it has left."""

import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext, gettext_noop

from countersign.notices import faults
from countersign.people.models import Person, Ticket
from countersign.schools.models import School

WAITING = models.Q(sent_at=None, given_up_at=None, shown_at=None, dropped_at=None)


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def waiting(self) -> "MessageQuerySet":
        """Keep those that have not left and may still."""
        return self.filter(WAITING)

    def due(self, now: datetime.datetime) -> "MessageQuerySet":
        """Keep those that should leave now: never one of a demonstration, whose people do not exist."""
        tried = models.Q(next_try_at=None) | models.Q(next_try_at__lte=now)
        return self.waiting().filter(tried, due_at__lte=now, school__is_demonstration=False)


class Message(models.Model):
    """One message to one person."""

    person_id: int

    school = models.ForeignKey(School, models.PROTECT, related_name="messages")
    person = models.ForeignKey(Person, models.CASCADE, related_name="messages")
    about = models.CharField(max_length=60)  # the ledger's reference of what it is about
    subject = models.CharField(max_length=200)
    text = models.TextField()  # `{link}` stands where the link goes
    link_path = models.CharField(max_length=200, blank=True)  # a page behind sign-in
    ticket_purpose = models.CharField(max_length=10, choices=Ticket.Purpose, blank=True)  # or a ticket made on leaving
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)
    shown_at = models.DateTimeField(null=True)  # its link was read out to the person instead
    asks = models.BooleanField(default=False)  # for signatures: at most one a day, and looked over again as it leaves
    dropped_at = models.DateTimeField(null=True)  # when it was to leave, nothing was left to ask

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=WAITING, name="message_waiting_to_leave"),
            models.Index(fields=["school", "-asked_at"], name="message_of_a_school"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.person}"

    @property
    def is_waiting(self) -> bool:
        """Whether it has not left and may still."""
        return not (self.sent_at or self.given_up_at or self.shown_at or self.dropped_at)

    @property
    def state(self) -> str:
        """What became of it, in English, as a record keeps it."""
        if self.sent_at:
            return gettext_noop("Sent")
        if self.shown_at:
            return gettext_noop("Link shown")
        if self.dropped_at:
            return gettext_noop("Not needed any more")
        if self.given_up_at:
            return gettext_noop("Could not be sent")
        return gettext_noop("Trying again") if self.fault else gettext_noop("Waiting")

    @property
    def state_in_words(self) -> str:
        """What became of it, in the reader's language."""
        return gettext(self.state)

    @property
    def fault_in_words(self) -> str:
        """Why it has not left, in the reader's language; a mail server's own words stay as they are."""
        return faults.in_words(self.fault)
