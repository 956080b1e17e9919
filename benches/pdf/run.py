#!/usr/bin/env python3
"""Compares readers of PDF on the files of make.py: Fihris, qalam, poppler, MuPDF, PDFium, pdf_oxide.

usage: run.py FOLDER [--fihris target/release/fihris] [--peer NAME=PROGRAM] [-v]

FOLDER holds NAME.pdf and NAME.txt. Prints the mean F1 of words, producer by producer: the harmonic mean of precision and
recall over the words of a file, with their marks, in any order. Peers are those that are installed:
pip install qalam pymupdf pypdfium2 pdf_oxide; apt install poppler-utils; and with --peer any program that prints the text of
the file that it is given.
"""
import argparse
import collections
import importlib.metadata
import json
import re
import shutil
import subprocess
import tempfile
import unicodedata
from pathlib import Path


def words(text):
    # Letters with the marks on them. Presentation forms are no fault of a reader's order; some fonts draw 3 as ٣.
    text = text.translate({0x660 + digit: str(digit) for digit in range(10)})
    return collections.Counter(re.findall(r"[\w\u064b-\u0655\u0670]+", unicodedata.normalize("NFKC", text).replace("\u0640", "")))


def f1(found, truth):
    found, truth = words(found), words(truth)
    total = sum(found.values()) + sum(truth.values())
    return 2 * sum((found & truth).values()) / total if total else 1.0


def fihris(binary, files):
    with tempfile.TemporaryDirectory() as folder:
        copies, index = Path(folder, "files"), Path(folder, "index")
        copies.mkdir()
        for file in files:
            shutil.copy(file, copies)
        run = lambda *args: subprocess.run([binary, "--index", index, *args], capture_output=True, text=True, check=True).stdout
        run("index", copies)
        ids = [json.loads(line)["id"] for line in run("verify", "--format", "jsonl").splitlines()]
        shown = [json.loads(run("show", id, "--format", "json")) for id in ids]
    return {Path(one["source"]["source"]).name: one["title"] + "\n" + one["text"] for one in shown}


def qalam(file):
    import qalam

    return qalam.extract_text(str(file))


def poppler(file):
    return subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout


def mupdf(file):
    import pymupdf

    return "\n".join(page.get_text() for page in pymupdf.open(file))


def pdfium(file):
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file))


def pdf_oxide(file):
    from pdf_oxide import PdfDocument

    document = PdfDocument(str(file))
    return "\n".join(document.extract_text(page) for page in range(document.page_count()))


PEERS = {"qalam": (qalam, "qalam"), "MuPDF": (mupdf, "pymupdf"), "PDFium": (pdfium, "pypdfium2"), "pdf_oxide": (pdf_oxide, "pdf_oxide"), "poppler": (poppler, None)}


def version(package):
    if package:
        return importlib.metadata.version(package)
    told = subprocess.run(["pdftotext", "-v"], capture_output=True, text=True).stderr
    return told.split("\n")[0].rsplit(" ", 1)[-1]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--fihris", default="target/release/fihris")
    arguments.add_argument("--peer", action="append", default=[], metavar="NAME=PROGRAM")
    arguments.add_argument("-v", "--verbose", action="store_true")
    given = arguments.parse_args()
    files = sorted(given.folder.glob("*.pdf"))
    truth = {file.name: file.with_suffix(".txt").read_text(encoding="utf-8") for file in files}
    read = {"Fihris": fihris(given.fihris, files)}
    for name, (peer, package) in PEERS.items():
        try:
            label = f"{name} {version(package)}"
            read[label] = {}
            for file in files:
                try:
                    read[label][file.name] = peer(file)
                except ImportError:
                    raise
                except Exception as error:
                    print(f"{label}: {file.name}: {error}")
        except (ImportError, importlib.metadata.PackageNotFoundError, FileNotFoundError):
            read.pop(label, None)
            print(f"{name} is not installed")
    for peer in given.peer:
        name, program = peer.split("=", 1)
        read[name] = {file.name: subprocess.run([program, file], capture_output=True, text=True).stdout for file in files}
    producers = sorted({file.name.rsplit("-", 1)[0] for file in files})
    print("| reader | " + " | ".join(producers) + " | all |\n|---|" + "---|" * (len(producers) + 1))
    for reader, texts in read.items():
        scores = {name: f1(texts.get(name, ""), truth[name]) for name in truth}
        mean = lambda names: f"{sum(scores[name] for name in names) / len(names):.3f}"
        cells = [mean([name for name in truth if name.startswith(producer + "-")]) for producer in producers]
        print(f"| {reader} | " + " | ".join(cells) + f" | {mean(list(truth))} |")
        if given.verbose and reader == "Fihris":
            for name in sorted(truth, key=scores.get)[:12]:
                lost = words(truth[name]) - words(texts.get(name, ""))
                extra = words(texts.get(name, "")) - words(truth[name])
                print(f"{name} {scores[name]:.3f} lost: {' '.join(lost)[:300]}; instead: {' '.join(extra)[:300]}")


if __name__ == "__main__":
    main()
