"""Asks the owner of a deployment for its settings. The defaults are the last answers."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.sign_up_mode import SignUpMode
from infra.deploy.console import Check, Terminal, prompt
from infra.deployment import Deployment

INTRODUCTION = """
This deploys imgsh to your AWS account: tables and buckets in one stack; the API, the workers, CloudFront and alarms in
another. AWS bills you for usage (docs/cost.md: about two dollars a month while idle). Your answers are saved in a
file, and are the defaults the next time."""

SIGN_UP_MODES = tuple(mode.value for mode in SignUpMode)

PUBLIC_MAIL_HOSTS = re.compile(
    r"(gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|aol|icloud|me|mac|gmx|web|t-online|proton|protonmail|mail"
    r"|yandex|qq|163)\.(com|net|de|es|at|ch|fr|it|ru|me|co\.uk)"
)
"""Where anybody has an address, and nobody can publish a key for SES."""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_CERTIFICATE = re.compile(r"arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]+")
_ZONE = re.compile(r"Z[0-9A-Z]+")


def region_of(terminal: Terminal, proposed: str) -> str:
    question = "In which AWS region are the photos stored? They load faster near the guests."
    return prompt(terminal, question, proposed, _matching(_REGION, "Enter a region such as eu-central-1."))


def deployment_of(terminal: Terminal, account: str, region: str, last: Deployment | None) -> Deployment:
    """Asks for all other settings. What is not asked for stays as it was."""
    known = _known(account, region, last)
    sender = prompt(
        terminal,
        "Which address sends mails (confirmations, reminders)? SES mails it a link to confirm.",
        known.mail_sender,
        _matching(_ADDRESS, "Enter an e-mail address."),
    )
    _warn_of_public_host(terminal, sender.partition("@")[2])
    alarms = prompt(
        terminal,
        "Which address receives alarms and cost warnings?",
        known.alarm_address or sender,
        _matching(_ADDRESS, "Enter an e-mail address."),
    )
    dollars = _whole_number(
        terminal,
        "What is your monthly budget in dollars? You get a warning; nothing is stopped.",
        known.monthly_budget_dollars,
    )
    sign_up = prompt(
        terminal,
        "Who may create an account? open: anybody, at your cost; invited: by make invite; closed: nobody.",
        known.sign_up,
        lambda answer: "" if answer in SIGN_UP_MODES else f"Enter one of {', '.join(SIGN_UP_MODES)}.",
    )
    quota = _whole_number(terminal, "How many GiB may each photographer store at a time?", known.quota_gibibytes)
    photos = prompt(
        terminal,
        "Shall photos come through CloudFront? yes: faster and cheaper, the first terabyte a month is free; no: S3. "
        "[yes/no]",
        "yes" if known.cloudfront_photos else "no",
        lambda answer: "" if answer in ("yes", "no") else "Enter yes or no.",
    )
    answered = replace(
        known,
        mail_sender=sender,
        mail_identity=_identity(terminal, sender, known),
        alarm_address=alarms,
        monthly_budget_dollars=dollars,
        quota_gibibytes=quota,
        sign_up=sign_up,
        cloudfront_photos=photos == "yes",
    )
    return _with_domain(terminal, answered)


def _known(account: str, region: str, last: Deployment | None) -> Deployment:
    """The last answers, or what is proposed the first time. CloudFront's names and keys are those of one region."""
    if last is None:
        return Deployment(account=account, region=region, mail_sender="", mail_identity="", alarm_address="")
    if last.region == region:
        return last
    return replace(
        last,
        region=region,
        cdn_domain=None,
        photo_cdn_domain=None,
        photo_distribution=None,
        photo_domain=None,
        photo_certificate_arn=None,
        photo_link_keys=Deployment.photo_link_keys,
    )


def _warn_of_public_host(terminal: Terminal, domain: str) -> None:
    if PUBLIC_MAIL_HOSTS.fullmatch(domain.lower()):
        terminal.say(
            f"Warning: mails from {domain} that SES sends fail DMARC, since only {domain} can sign them. "
            "Many mailboxes refuse them or put them into spam. Better use an address at a domain of your own."
        )


def _whole_number(terminal: Terminal, question: str, proposed: int) -> int:
    def check(answer: str) -> str:
        return "" if answer.isascii() and answer.isdigit() and int(answer) > 0 else "Enter a whole number."

    return int(prompt(terminal, question, str(proposed), check))


def _identity(terminal: Terminal, sender: str, known: Deployment) -> str:
    """Returns the address or its domain."""
    domain = sender.partition("@")[2]
    proposed = known.mail_identity if known.mail_sender == sender else sender
    question = f"What shall SES verify: {sender}, or all of {domain}? The domain needs three DNS records."
    return prompt(
        terminal, question, proposed, lambda answer: "" if answer in (sender, domain) else "Enter one of the two."
    )


def _with_domain(terminal: Terminal, deployment: Deployment) -> Deployment:
    question = 'Which domain shall it have, such as photos.example.com? "none": a name from CloudFront.'
    domain = prompt(
        terminal, question, deployment.domain or "none", _matching(_DOMAIN, "Enter a domain in lower case.", "none")
    )
    if domain == "none":
        return replace(deployment, domain=None, certificate_arn=None, hosted_zone_id=None)
    certificate = prompt(
        terminal,
        "What is the ARN of its certificate? First request one from ACM in us-east-1, and validate it.",
        deployment.certificate_arn or "",
        _matching(_CERTIFICATE, "It begins with arn:aws:acm:us-east-1: and ends with the certificate's id."),
    )
    zone = prompt(
        terminal,
        'What is the id of its hosted zone in Route 53? "none": you create the DNS record yourself.',
        deployment.hosted_zone_id or "none",
        _matching(_ZONE, "Enter an id that begins with Z.", "none"),
    )
    return replace(
        deployment,
        domain=domain,
        certificate_arn=certificate,
        hosted_zone_id=None if zone == "none" else zone,
    )


def _matching(pattern: re.Pattern[str], problem: str, *others: str) -> Check:
    return lambda answer: "" if answer in others or pattern.fullmatch(answer) else problem
