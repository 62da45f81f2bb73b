"""Coming in, the account, and leaving."""

from __future__ import annotations

from playwright.async_api import expect

from tests.web.browser import Visit
from tests.web.photographer_states.stage import PhotographerStage, PhotographerState


async def landing(visit: Visit, on: PhotographerStage) -> None:
    await visit.page.goto(on.scene.origin)
    await expect(visit.page.get_by_role("link", name="Create an account")).to_be_visible()


async def sign_in(visit: Visit, on: PhotographerStage) -> None:
    await visit.page.goto(f"{on.scene.origin}/signin")
    await expect(visit.page.get_by_label("Password", exact=True)).to_be_visible()


async def sign_in_wrong(visit: Visit, on: PhotographerStage) -> None:
    await sign_in(visit, on)
    await visit.page.get_by_label("Email address").fill("nobody@example.com")
    await visit.page.get_by_label("Password", exact=True).fill("not the password")
    await visit.page.get_by_role("button", name="Sign in").click()
    await expect(visit.page.get_by_text("Wrong email address or password.")).to_be_visible()


async def sign_up_refused(visit: Visit, on: PhotographerStage) -> None:
    await visit.page.goto(f"{on.scene.origin}/signup")
    await visit.page.get_by_label("Email address").fill("somebody@example.com")
    await visit.page.get_by_label("User name").fill("a")
    await visit.page.get_by_label("New password").fill("password1")
    await visit.page.get_by_role("button", name="Create an account").click()
    await expect(visit.page.get_by_text("A user name must have 3 to 32 characters")).to_be_visible()


async def reset_mailed(visit: Visit, on: PhotographerStage) -> None:
    await visit.page.goto(f"{on.scene.origin}/reset")
    await visit.page.get_by_label("Email address").fill("nobody@example.com")
    await visit.page.get_by_role("button", name="Email me a link").click()
    await expect(visit.page.get_by_text("an email is on its way")).to_be_visible()


async def reset(visit: Visit, on: PhotographerStage) -> None:
    await visit.page.goto(f"{on.scene.origin}/reset#whatever")
    await expect(visit.page.get_by_label("New password")).to_be_visible()


async def verify_failed(visit: Visit, on: PhotographerStage) -> None:
    await visit.page.goto(f"{on.scene.origin}/verify#whatever")
    await expect(visit.page.get_by_text("This link was already used")).to_be_visible()


async def verify_incomplete(visit: Visit, on: PhotographerStage) -> None:
    await visit.page.goto(f"{on.scene.origin}/verify")
    await expect(visit.page.get_by_label("Link or code from the email")).to_be_visible()


async def account(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, "/account")
    await expect(page.get_by_text("Confirmed")).to_be_visible()


async def password_changing(visit: Visit, on: PhotographerStage) -> None:
    await account(visit, on)
    await visit.page.get_by_role("button", name="Change password").click()
    await expect(visit.page.get_by_role("dialog").get_by_label("Current password")).to_be_visible()


async def signing_out(visit: Visit, on: PhotographerStage) -> None:
    await account(visit, on)
    await visit.page.get_by_role("button", name="Sign out").click()
    await expect(visit.page.get_by_role("dialog", name="Sign out")).to_be_visible()


async def account_deleting(visit: Visit, on: PhotographerStage) -> None:
    await account(visit, on)
    await visit.page.get_by_role("button", name="Delete account").click()
    await expect(visit.page.get_by_role("dialog").get_by_label("Password", exact=True)).to_be_visible()


STATES: tuple[PhotographerState, ...] = (
    landing,
    sign_in,
    sign_in_wrong,
    sign_up_refused,
    reset_mailed,
    reset,
    verify_failed,
    verify_incomplete,
    account,
    password_changing,
    signing_out,
    account_deleting,
)
