"""``vivavoce demo``, with ``reset`` and ``remove``, and ``vivavoce talk``."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from vivavoce.app.demo.hiring import DemoOptions, run_hiring_demo
from vivavoce.app.demo.panel import run_panel_demo
from vivavoce.app.demo.platform_client import DemoFailedError
from vivavoce.app.demo.practice import run_practice_demo
from vivavoce.app.demo.runner import DemoScenario, has_data, remove_demo, reset_demo, run_demo
from vivavoce.app.demo.terminal import TerminalOutput, interview_in_terminal
from vivavoce.cli.runner import EXIT_REFUSED, fail, run
from vivavoce.cli.settings import read_settings, read_settings_quietly
from vivavoce.infra.language_model.options import is_model_configured
from vivavoce.infra.settings import Settings
from vivavoce.kernel.translation import translatable

AUDIO_DEMO_MINUTES = 5
"""The shortest interview that can be requested: it takes as long as its audio."""
_MARGIN_S = 30.0
"""What the demo waits for a plan or a score beyond its deadline."""
_PACKAGED_EXAMPLES = Path(__file__).parents[1] / "_examples"
_EXAMPLES = (
    _PACKAGED_EXAMPLES if _PACKAGED_EXAMPLES.is_dir() else Path(__file__).parents[3] / "examples"
)
_yes = click.option("--yes", "is_sure", is_flag=True, help="Do not ask for confirmation.")
_InputFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(invoke_without_command=True)
@click.pass_context
@click.option(
    "--jd",
    type=_InputFile,
    default=_EXAMPLES / "jobs" / "warehouse-shift-lead.md",
    help="Your own job description: .md, .txt or .pdf.",
)
@click.option(
    "--resume",
    type=_InputFile,
    default=_EXAMPLES / "resumes" / "warehouse-shift-lead.pdf",
    help="Your own résumé.",
)
@click.option("--skill", "skills", multiple=True, help="A skill to cover; can be repeated.")
@click.option("--minutes", type=click.IntRange(10, 60), default=20, show_default=True)
@click.option("--me", is_flag=True, help="Answer the questions yourself.")
@click.option("--practice", is_flag=True, help="Show a practice interview: draft, session, review.")
@click.option(
    "--panel", is_flag=True, help="Show an interview with a panel, and a recruiter who takes over."
)
@click.option(
    "--voice",
    is_flag=True,
    help="Show a recorded voice interview with the simulated candidate Dana.",
)
@click.option("--phone", is_flag=True, help="Show a phone interview with a simulated provider.")
@click.option(
    "--sound",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("vivavoce-talk.wav"),
    show_default=True,
    help="File for the recording of a voice interview.",
)
@click.option("--kafka", is_flag=True, help="Start a platform with Kafka as its event bus.")
def demo(
    context: click.Context,
    jd: Path,
    resume: Path,
    skills: tuple[str, ...],
    minutes: int,
    me: bool,
    practice: bool,
    panel: bool,
    voice: bool,
    phone: bool,
    sound: Path,
    kafka: bool,
) -> None:
    """Run one complete interview: request, plan, approval, interview, assessment, webhooks.

    'demo reset' and 'demo remove' clear the demo organization's data.

    Uses a running platform through its public URLs, or starts one for itself. With --practice it runs a
    mock interview; the options about the job are then ignored. With --panel, evaluators and perspectives
    assess every answer while a recruiter observes, leaves a question, takes over and hands back; --me is
    then ignored. With --voice and --phone people speak with the voice that needs no key, and both sides are
    saved to a WAV file; for --phone, provider and line are simulated, and the demo starts its own platform.
    With --kafka it needs the address of a Kafka broker in KAFKA_BROKER.

    Exit codes: 0 completed, 1 a step failed (the message says which), 2 a setting is wrong, 3 Kafka is
    unavailable, 130 interrupted.
    """
    if context.invoked_subcommand is not None:
        return
    chosen = skills or ("Inventory control", "Order picking", "Shift planning")
    settings = read_settings()
    plan_timeout_s = settings.llm_deadline_s + _MARGIN_S
    model_score_s = settings.llm_score_wait_s if is_model_configured(settings) else 0.0
    score_timeout_s = model_score_s + _MARGIN_S
    options = DemoOptions(
        job=jd,
        resume=resume,
        skills=chosen,
        minutes=minutes,
        is_interactive=me,
        plan_timeout_s=plan_timeout_s,
        score_timeout_s=score_timeout_s,
    )
    if practice + panel + voice + phone > 1:
        raise click.UsageError("Choose only one of --practice, --panel, --voice and --phone.")
    if phone and kafka:
        raise click.UsageError(
            "--phone starts its own platform and cannot be combined with --kafka."
        )
    if voice or phone:
        spoken = replace(options, minutes=AUDIO_DEMO_MINUTES)
        run(_run_audio_demo(spoken, sound.resolve(), by_telephone=phone, has_kafka=kafka))
        return
    scenario: DemoScenario = partial(run_panel_demo if panel else run_hiring_demo, options=options)
    if practice:
        scenario = partial(
            run_practice_demo,
            plan_timeout_s=plan_timeout_s,
            review_timeout_s=score_timeout_s + settings.llm_review_deadline_s,
        )
    run(run_demo(settings, scenario, TerminalOutput(), has_kafka=kafka))


async def _run_audio_demo(
    options: DemoOptions, sound_file: Path, *, by_telephone: bool, has_kafka: bool
) -> None:
    """Run a demo with audio; its packages are an optional extra, so they are loaded only here."""
    try:
        demos = import_module("vivavoce.app.demo.audio")
    except ModuleNotFoundError as missing:
        raise DemoFailedError(
            translatable(
                "'{module}' is not installed. For voice, run: pip install 'vivavoce[voice]'",
                module=missing.name,
            )
        ) from missing
    if by_telephone:
        await demos.run_phone_demo_on_own_platform(
            partial(demos.run_phone_demo, options=options, sound_file=sound_file), TerminalOutput()
        )
    else:
        scenario = partial(demos.run_voice_demo, options=options, sound_file=sound_file)
        await run_demo(read_settings(), scenario, TerminalOutput(), has_kafka=has_kafka)


@demo.command()
@_yes
def reset(is_sure: bool) -> None:
    """Remove the demo organization's data and create it anew, empty.

    Stop the platform first. Needs the local profile. Exit codes: 0 done, 1 not confirmed, not the local
    profile, or the platform is running, 2 a setting is wrong, 3 the database is unavailable.
    """
    question = "Delete all data of the demo organization, and create it anew?"
    count = _change_demo_data(is_sure, reset_demo, question)
    click.echo(f"The demo organization was created anew; {count} rows were removed.")


@demo.command()
@_yes
def remove(is_sure: bool) -> None:
    """Remove the demo organization: its interviews, people, keys, settings and files.

    Stop the platform first. Other organizations stay as they are. In the local profile, the next start
    creates an empty demo organization again. Events that were already sent to Kafka or by webhook stay
    where they are. Exit codes: 0 done, 1 not confirmed, or the platform is running, 2 a setting is wrong,
    3 the database is unavailable.
    """
    question = "Remove the demo organization and all its data?"
    count = _change_demo_data(is_sure, remove_demo, question)
    click.echo(f"The demo organization was removed: {count} rows.")


def _change_demo_data(
    is_sure: bool,
    change: Callable[[Settings], Coroutine[Any, Any, int]],  # Any: what coroutines send is not used
    question: str,
) -> int:
    settings = read_settings_quietly()
    if not has_data(settings):
        fail(f"there is no data in {settings.data_dir}.", EXIT_REFUSED)
    if not is_sure:
        click.confirm(question, abort=True)
    return run(change(settings))


@click.command()
@click.argument("link")
def talk(link: str) -> None:
    """Take an interview in this terminal: LINK is the candidate link that you received."""
    run(interview_in_terminal(link, TerminalOutput()))
