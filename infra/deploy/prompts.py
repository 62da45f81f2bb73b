"""What the owner of a deployment decides, asked in words; the answers of the last time are proposed."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.sign_up_mode import SignUpMode
from infra.deploy.console import Check, Terminal, prompt
from infra.deployment import Deployment

INTRODUCTION = """
This puts imgsh into your AWS account: tables and buckets in one stack, the API, the worker, CloudFront and alarms in
another. You pay AWS for what is used (docs/cost.md: about two dollars a month while nobody comes). Your answers are
kept in a file, so that the next time only asks whether they still hold."""

SIGN_UP_MODES = tuple(mode.value for mode in SignUpMode)

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_CERTIFICATE = re.compile(r"arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]+")
_ZONE = re.compile(r"Z[0-9A-Z]+")


def region_of(terminal: Terminal, proposed: str) -> str:
    question = "In which region of AWS are the photos kept? Near to the guests they load quicker."
    return prompt(terminal, question, proposed, _like(_REGION, "A region is called as eu-central-1 is."))


def deployment_of(terminal: Terminal, account: str, region: str, last: Deployment | None) -> Deployment:
    """Asks for everything else."""
    sender = prompt(
        terminal,
        "From which address do mails come (confirmations, reminders)? SES writes to it, for you to confirm.",
        last.mail_sender if last else "",
        _like(_ADDRESS, "This is no mail address."),
    )
    alarms = prompt(
        terminal,
        "Who is told when something is wrong, or costs too much?",
        last.alarm_address if last else sender,
        _like(_ADDRESS, "This is no mail address."),
    )
    dollars = prompt(
        terminal,
        "From how many dollars a month on do you want to be told? It stops nothing.",
        str(last.monthly_budget_dollars if last else Deployment.monthly_budget_dollars),
        lambda answer: "" if answer.isascii() and answer.isdigit() and int(answer) > 0 else "A whole number, please.",
    )
    sign_up = prompt(
        terminal,
        "Who may create an account? open: everybody, at your cost; invited: by make invite; closed: nobody.",
        last.sign_up if last else Deployment.sign_up,
        lambda answer: "" if answer in SIGN_UP_MODES else f"One of {', '.join(SIGN_UP_MODES)}, please.",
    )
    answered = Deployment(
        account=account,
        region=region,
        mail_sender=sender,
        mail_identity=_identity(terminal, sender, last),
        alarm_address=alarms,
        monthly_budget_dollars=int(dollars),
        sign_up=sign_up,
        mails_a_day=last.mails_a_day if last else Deployment.mails_a_day,
        cdn_domain=last.cdn_domain if last and last.region == region else None,
    )
    return _with_domain(terminal, answered, last)


def _identity(terminal: Terminal, sender: str, last: Deployment | None) -> str:
    """The address alone, or its domain."""
    domain = sender.partition("@")[2]
    proposed = last.mail_identity if last and last.mail_sender == sender else sender
    question = f"What does SES verify: {sender} alone, or {domain}? The domain needs three records in its DNS."
    return prompt(
        terminal, question, proposed, lambda answer: "" if answer in (sender, domain) else "One of the two, please."
    )


def _with_domain(terminal: Terminal, answered: Deployment, last: Deployment | None) -> Deployment:
    question = 'Under which domain of yours do people find it, such as photos.example.com? "none": CloudFront names it.'
    proposed = (last.domain if last else None) or "none"
    domain = prompt(terminal, question, proposed, _like(_DOMAIN, "This is no domain in small letters.", "none"))
    if domain == "none":
        return answered
    certificate = prompt(
        terminal,
        "The ARN of its certificate? Ask ACM for one in us-east-1 first (CloudFront takes no other), and validate it.",
        (last.certificate_arn if last else None) or "",
        _like(_CERTIFICATE, "It begins with arn:aws:acm:us-east-1: and ends with the certificate's id."),
    )
    zone = prompt(
        terminal,
        'The id of its hosted zone in Route 53? "none": you put it into the DNS yourself.',
        (last.hosted_zone_id if last else None) or "none",
        _like(_ZONE, "It begins with Z.", "none"),
    )
    return replace(
        answered,
        domain=domain,
        certificate_arn=certificate,
        hosted_zone_id=None if zone == "none" else zone,
    )


def _like(pattern: re.Pattern[str], complaint: str, *also: str) -> Check:
    return lambda answer: "" if answer in also or pattern.fullmatch(answer) else complaint
