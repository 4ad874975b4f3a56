"""The command line: ``python -m training`` and a stage of the work."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pincite_index.models.model_files import (
    DEFAULT_MODEL,
    checked_weights_hash,
    model_folder,
    work_offline,
)
from pincite_index.models.opening import open_encoder
from pincite_ingest.errors import PinciteError, UsageError
from training.groups import build, load, reserved_for, save
from training.negatives import mine
from training.sources import SOURCES, named, read_all
from training.train import DOUBTING, TUNING, Recipe
from training.train import train as descend

app = typer.Typer(
    help="Make the cross-encoders' weights.", no_args_is_help=True, add_completion=False
)
Groups = Annotated[Path, typer.Argument(help="What groups wrote.")]
Weights = Annotated[Path, typer.Argument(help="Gets the weights.")]
Before = Annotated[Path, typer.Argument(help="What train, average or unpack wrote.")]
Seed = Annotated[int, typer.Option()]


@app.command()
def groups(
    clones: Annotated[Path, typer.Argument(help="Folder of clones named owner+name.")],
    out: Annotated[Path, typer.Argument(help="Gets train/ and validation/.")],
    avoid: Annotated[list[Path], typer.Option(help="A file of evaluation texts; may be repeated.")],
    backend: Annotated[str, typer.Option(help="Of the encoder: auto, onnx or torch.")] = "auto",
    seed: Annotated[int, typer.Option()] = 7,
    only: Annotated[list[str] | None, typer.Option(help="A source; may be repeated.")] = None,
) -> None:
    """Read the sources, leave out what is evaluated on, and find the wrong passages."""
    encoder = open_encoder(backend=backend)
    chosen = [named(name) for name in only] if only else SOURCES
    readings, evaluation = read_all(clones, chosen), [_text(path) for path in avoid]
    for source in chosen:
        reserved = reserved_for(source, readings, evaluation)
        made = build(source, readings[source.name], encoder.count_tokens, reserved, seed)
        for kind, one in zip(("train", "validation"), made, strict=True):
            if one is not None:
                save(mine(one, encoder), out / kind)
                typer.echo(f"{kind} {one.name}: {len(one.groups)} groups")


@app.command()
def train(
    data: Groups,
    out: Weights,
    base: Annotated[str, typer.Option(help="A folder with another BERT.")] = DEFAULT_MODEL,
    seed: Seed = 0,
    steps: Annotated[int, typer.Option()] = Recipe().steps,
) -> None:
    """Train from the base encoder: minutes on a GPU."""
    folder = model_folder(base)
    checked_weights_hash(base, folder)
    _train(data, out, folder, Recipe(seed=seed, steps=steps))


@app.command()
def tune(
    data: Groups,
    out: Weights,
    run: Before,
    seed: Seed = 0,
    steps: Annotated[int, typer.Option()] = TUNING.steps,
) -> None:
    """Go on from a run with fewer groups and slower: an hour on two cores."""
    _train(data, out, run, replace(TUNING, seed=seed, steps=steps))


@app.command()
def doubt(
    data: Groups,
    out: Weights,
    run: Before,
    seed: Seed = 0,
    steps: Annotated[int, typer.Option()] = DOUBTING.steps,
) -> None:
    """Go on from a run to one that judges whether a text answers: an hour on two cores."""
    _train(data, out, run, replace(DOUBTING, seed=seed, steps=steps))


@app.command()
def unpack(
    graph: Annotated[Path, typer.Argument(help="The folder with the int8 graph.")],
    out: Annotated[Path, typer.Argument(help="Gets its weights, to go on from.")],
    base: Annotated[str, typer.Option(help="A folder with another BERT.")] = DEFAULT_MODEL,
) -> None:
    """Turn an exported graph back into a run."""
    from training.unpack import unpack as write

    write(graph, model_folder(base), out)


@app.command()
def average(
    out: Annotated[Path, typer.Argument(help="Gets the mean of the weights.")],
    runs: Annotated[list[Path], typer.Argument(help="What train wrote, of several seeds.")],
) -> None:
    """Average several runs."""
    from training.train import average as mean

    mean(runs, out)


@app.command()
def validate(
    data: Groups,
    run: Annotated[Path, typer.Argument(help="What train or average wrote.")],
) -> None:
    """Print the mean reciprocal rank on the documents that were held back."""
    from training.validate import reciprocal_rank

    for one in load(data / "validation"):
        typer.echo(f"{one.name}: MRR {reciprocal_rank(one, run):.3f}")


@app.command()
def export(
    run: Annotated[Path, typer.Argument(help="What train or average wrote.")],
    out: Annotated[Path, typer.Argument(help="Gets the int8 graph and the tokenizer.")],
) -> None:
    """Write the graph, and print its hash and how far its scores are off."""
    from training.export import export as write

    made = write(run, out)
    typer.echo(f"sha256 {made.sha256}")
    typer.echo(f"largest difference: {made.float_gap:.1e}, in int8 {made.int8_gap:.2f} log-odds")


def _train(data: Path, out: Path, base: Path, recipe: Recipe) -> None:
    def progress(step: int, loss: float) -> None:
        if step % 20 == 0:
            typer.echo(f"step {step} of {recipe.steps}: loss {loss:.4f}")

    descend(load(data / "train"), base, out, recipe, progress)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not a text file in UTF-8; name one to --avoid.") from error


def main() -> None:
    work_offline()
    try:
        app()
    except PinciteError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
