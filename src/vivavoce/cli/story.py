"""``vivavoce demo`` and ``vivavoce talk``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import click

from vivavoce.app.demo.hiring import DemoOptions, run_hiring_demo
from vivavoce.app.demo.panel import run_panel_demo
from vivavoce.app.demo.platform_client import DemoFailedError
from vivavoce.app.demo.practice import run_practice_demo
from vivavoce.app.demo.runner import DemoScenario, run_demo
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.app.demo.terminal_interview import interview_in_terminal
from vivavoce.cli.runner import read_settings, run

AUDIO_DEMO_MINUTES = 5
"""The shortest interview that can be requested: it takes as long as its audio."""
_PACKAGED_EXAMPLES = Path(__file__).parents[1] / "_examples"
_EXAMPLES = (
    _PACKAGED_EXAMPLES if _PACKAGED_EXAMPLES.is_dir() else Path(__file__).parents[3] / "examples"
)
_InputFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--jd",
    type=_InputFile,
    default=_EXAMPLES / "jobs" / "warehouse-shift-lead.md",
    help="A job description of yours: .md, .txt or .pdf.",
)
@click.option(
    "--resume",
    type=_InputFile,
    default=_EXAMPLES / "resumes" / "warehouse-shift-lead.pdf",
    help="A résumé of yours.",
)
@click.option("--skill", "skills", multiple=True, help="A skill to talk about; may be repeated.")
@click.option("--minutes", type=click.IntRange(10, 60), default=20, show_default=True)
@click.option("--me", is_flag=True, help="Answer yourself instead of watching.")
@click.option("--practice", is_flag=True, help="A mock interview instead: draft, talk, review.")
@click.option("--panel", is_flag=True, help="A panel reads along, and a recruiter steps in.")
@click.option(
    "--voice", is_flag=True, help="Spoken, and recorded: Dana talks with the interviewer."
)
@click.option("--phone", is_flag=True, help="By telephone, through a simulated provider.")
@click.option(
    "--sound",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("vivavoce-talk.wav"),
    show_default=True,
    help="Where a spoken talk is saved.",
)
@click.option("--kafka", is_flag=True, help="On a platform of its own whose events Kafka carries.")
def demo(
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

    Uses a running platform through its public URLs, or starts one for itself. With --practice it runs a
    mock interview; the options about the job are then ignored. With --panel, evaluators and perspectives
    assess every answer while a recruiter observes, leaves a question, takes over and hands back; --me is
    then ignored. With --voice and --phone people speak with the voice that needs no key, and both sides are
    saved to a WAV file; for --phone, provider and line are simulated, and the demo starts its own platform.
    With --kafka it uses the Kafka of KAFKA_BROKER, or starts one (Java and Maven needed).

    Exit codes: 0 completed, 1 a step failed (the message says which), 2 a setting is wrong, 3 Kafka is
    unavailable, 130 interrupted.
    """
    chosen = skills or ("Inventory control", "Order picking", "Shift planning")
    wish = DemoOptions(job=jd, resume=resume, skills=chosen, minutes=minutes, is_interactive=me)
    if practice + panel + voice + phone > 1:
        raise click.UsageError("One story at a time: --practice, --panel, --voice or --phone.")
    if phone and kafka:
        raise click.UsageError("--phone has a platform of its own; leave --kafka out.")
    if voice or phone:
        spoken = replace(wish, minutes=AUDIO_DEMO_MINUTES)
        run(_run_audio_demo(spoken, sound.resolve(), by_telephone=phone, has_kafka=kafka))
        return
    tell: DemoScenario = partial(run_panel_demo if panel else run_hiring_demo, options=wish)
    tell = run_practice_demo if practice else tell
    run(run_demo(read_settings(), tell, TerminalOutput(), has_kafka=kafka))


async def _run_audio_demo(
    options: DemoOptions, sound_file: Path, *, by_telephone: bool, has_kafka: bool
) -> None:
    """Run a demo with audio; its packages are an optional extra, so they are loaded only here."""
    try:
        demos = import_module("vivavoce.app.demo.audio")
    except ModuleNotFoundError as missing:
        raise DemoFailedError(
            f"'{missing.name}' is not installed; sound needs: pip install 'vivavoce[voice]'"
        ) from missing
    if by_telephone:
        await demos.run_phone_demo_on_own_platform(
            partial(demos.run_phone_demo, options=options, sound_file=sound_file), TerminalOutput()
        )
    else:
        tell = partial(demos.run_voice_demo, options=options, sound_file=sound_file)
        await run_demo(read_settings(), tell, TerminalOutput(), has_kafka=has_kafka)


@click.command()
@click.argument("link")
def talk(link: str) -> None:
    """Take an interview in this terminal: LINK is the candidate link that you received."""
    run(interview_in_terminal(link, TerminalOutput()))
