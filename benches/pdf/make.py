#!/usr/bin/env python3
"""Makes Arabic PDF files whose text is known: ten texts by each of six producers.

usage: make.py FOLDER [--texts FILE.jsonl ...] [--seed N] [--fonts A B C D E] [--whole A B C D]

FOLDER gets NAME.pdf and NAME.txt (a paragraph a line, in logical order). The texts are sentences of the JSON Lines
(`title`, and `text` or `content`) with numbers, brackets, Latin words, marks, tables and two columns; by default those of
corpus/. Producers that are not installed are passed over and named.

pip install weasyprint fpdf2 reportlab arabic-reshaper python-bidi
apt install chromium libreoffice-writer texlive-xetex texlive-lang-arabic fonts-noto-core fonts-hosny-amiri
"""
import argparse
import html
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FONTS = ["Noto Naskh Arabic", "Amiri", "DejaVu Sans", "Noto Sans Arabic", "Noto Kufi Arabic"]
# Those with Latin letters, for producers that take no letter from another font.
WHOLE = ["Amiri", "DejaVu Sans", "FreeSerif", "Scheherazade"]
EXTRAS = [
    "بلغت قيمة الصفقة 1,250,000 دولار في 24/01/2022، أي ما نسبته 12.5% من الميزانية.",
    "الآلات الثقيلة (من طراز CAT-320) وصلت إلى الميناء [الرصيف رقم 7] في الساعة 09:30.",
    "قالت شركة Maersk Line إن سفينتها «Emma» غادرت ميناء Port Said يوم 14 آذار.",
    "بَدَأَ الحَرِيقُ فَجْرًا، ثُمَّ امْتَدَّ إلى صَوْمَعَةِ الحُبُوبِ بِسُرْعَةٍ.",
    "للتواصل: info@sada.example أو الهاتف 963-11-5551234+ (من الأحد إلى الخميس).",
    "السلام لا يتحقق إلا بإعلان الأطراف التزامها؛ والإلغاء أو الإبقاء عليه مسألة لأهل البلاد.",
    "ارتفع سعر اللتر من ٢٥٠ إلى ٣٧٥ ليرة خلال ١٤ يوماً، بحسب وزارة الاقتصاد.",
    "ولأنّ الآراء اختلفت، أُجِّل الاجتماع إلى الأسبوع المقبل (وقد يُلغى).",
]
ROWS = [("المدينة", "السكان", "القتلى"), ("الحسكة", "422,445", "12"), ("الرقة", "220,488", "7"), ("دير الزور", "211,857", "31")]


def texts(files, seed=7):
    """Ten texts: title, paragraphs, layout (plain, columns or table)."""
    records = []
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            body = record.get("text") or record.get("content") or record.get("body") or ""
            if record.get("title") and len(body) > 300:
                records.append((" ".join(record["title"].split()), [" ".join(p.split()) for p in body.splitlines() if p.strip()]))
    pick = random.Random(seed)
    pick.shuffle(records)
    for number in range(10):
        title, paragraphs = records[number % len(records)]
        extras = pick.sample(EXTRAS, 3)
        paragraphs = [p for pair in zip(paragraphs, extras) for p in pair] + paragraphs[3:8] if len(paragraphs) >= 3 else paragraphs + extras
        layout = "columns" if number in (3, 8) else "table" if number in (5, 9) else "plain"
        yield number, title, paragraphs, layout


def truth(title, paragraphs, layout):
    rows = [" ".join(row) for row in ROWS] if layout == "table" else []
    return "\n".join([title, *paragraphs, *rows]) + "\n"


def page(title, paragraphs, layout, font):
    style = f"body {{ font-family: '{font}', 'DejaVu Sans'; font-size: 12pt; line-height: 1.6 }} td {{ border: 1px solid; padding: 4px 12px }}"
    if layout == "columns":
        style += " main { columns: 2; column-gap: 1cm }"
    body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    if layout == "table":
        body += "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS) + "</table>"
    return f"<!doctype html><html lang=ar dir=rtl><meta charset=utf-8><style>{style}</style><body><h1>{html.escape(title)}</h1><main>{body}</main></body></html>"


def chromium(out, title, paragraphs, layout, font):
    program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if not program:
        raise ImportError("chromium")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page(title, paragraphs, layout, font), encoding="utf-8")
        subprocess.run([program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={out}", source.as_uri()], check=True, capture_output=True)


def weasyprint(out, title, paragraphs, layout, font):
    from weasyprint import HTML

    HTML(string=page(title, paragraphs, layout, font)).write_pdf(out)


def libreoffice(out, title, paragraphs, layout, font):
    program = shutil.which("soffice")
    if not program:
        raise ImportError("libreoffice")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page(title, paragraphs, layout, font), encoding="utf-8")
        run = [program, f"-env:UserInstallation=file://{folder}/user", "--headless", "--writer", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", folder, source]
        subprocess.run(run, check=True, capture_output=True)
        shutil.move(Path(folder, "page.pdf"), out)


def font_file(font):
    return subprocess.run(["fc-match", "-f", "%{file}", f"{font}:lang=ar"], capture_output=True, text=True, check=True).stdout


def whole(font):
    """A font with Latin letters that is installed."""
    named = WHOLE[FONTS.index(font) % len(WHOLE)]
    matched = subprocess.run(["fc-match", "-f", "%{family}", named], capture_output=True, text=True, check=True).stdout
    return named if named in matched else WHOLE[FONTS.index(font) % 2]


def wrapped(text, width):
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    if line:
        yield line


def fpdf2(out, title, paragraphs, layout, font):
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.add_font("arabic", fname=font_file(whole(font)))
    if has("uharfbuzz"):
        pdf.set_text_shaping(True)
    pdf.set_font("arabic", size=18)
    pdf.multi_cell(0, 10, title, align="R")
    pdf.set_font("arabic", size=12)
    width = 90 if layout == "columns" else 0
    top, half = pdf.get_y() + 4, len(paragraphs) // 2 if layout == "columns" else len(paragraphs)
    for left, part in ((110 if width else pdf.l_margin, paragraphs[:half]), (pdf.l_margin, paragraphs[half:])):
        pdf.set_y(top)
        for paragraph in part:
            pdf.set_x(left)
            pdf.multi_cell(width, 7, paragraph, align="R", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
        if not width:
            break
    if layout == "table":
        pdf.ln(10)
        with pdf.table(width=120, first_row_as_headings=False) as table:
            for row in ROWS:
                table.row(list(reversed(row)))
    pdf.output(str(out))


def has(module):
    import importlib.util

    return importlib.util.find_spec(module) is not None


def reportlab(out, title, paragraphs, layout, font):
    import arabic_reshaper
    from bidi.algorithm import get_display
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    # Only fonts with presentation forms can show reshaped text.
    pdfmetrics.registerFont(TTFont("arabic", font_file("DejaVu Sans" if "Sans" in font else "Amiri")))
    shaper = arabic_reshaper.ArabicReshaper({"delete_harakat": False, "support_ligatures": True})
    drawn = canvas.Canvas(str(out), pagesize=A4)
    width, height = A4
    edges = [(width - 50, 85)] if layout != "columns" else [(width - 50, 38), (width / 2 - 15, 38)]
    place = [0, height - 60]

    def line(text, size, right):
        drawn.setFont("arabic", size)
        drawn.drawRightString(right, place[1], get_display(shaper.reshape(text), base_dir="R"))
        place[1] -= size * 1.7

    line(title, 18, width - 50)
    top = place[1]
    for paragraph in paragraphs:
        for part in wrapped(paragraph, edges[place[0]][1]):
            if place[1] < 60:
                place[0] += 1
                if place[0] == len(edges):
                    drawn.showPage()
                    place[0], top = 0, height - 60
                place[1] = top
            line(part, 11, edges[place[0]][0])
        place[1] -= 8
    if layout == "table":
        drawn.setFont("arabic", 11)
        for row in ROWS:
            for number, cell in enumerate(row):
                drawn.drawRightString(width - 50 - 120 * number, place[1], get_display(shaper.reshape(cell), base_dir="R"))
            place[1] -= 20
    drawn.save()


def tex(out, title, paragraphs, layout, font):
    program = shutil.which("xelatex")
    if not program:
        raise ImportError("xelatex")
    escape = lambda text: "".join("\\" + char if char in "%&#_$" else char for char in text)
    body = "\n\n".join(map(escape, paragraphs))
    if layout == "columns":
        body = "\\begin{multicols}{2}\n" + body + "\n\\end{multicols}"
    if layout == "table":
        rows = " \\\\ ".join(" & ".join(row) for row in ROWS)
        body += "\n\n\\begin{tabular}{rrr}" + rows + "\\end{tabular}"
    file = font_file(whole(font))
    source = (
        "\\documentclass[12pt,a4paper]{article}\\usepackage{multicol}\\usepackage{fontspec}\\usepackage{bidi}\n"
        f"\\setmainfont[Script=Arabic,Path={Path(file).parent}/]{{{Path(file).name}}}\n"
        "\\setRTL\\parindent=0pt\\parskip=8pt\\pagestyle{plain}\\begin{document}\n"
        f"{{\\Large {escape(title)}}}\n\n{body}\n\\end{{document}}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.tex").write_text(source, encoding="utf-8")
        subprocess.run([program, "-interaction=batchmode", "page.tex"], cwd=folder, capture_output=True)
        shutil.move(Path(folder, "page.pdf"), out)


PRODUCERS = [chromium, weasyprint, libreoffice, fpdf2, reportlab, tex]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--texts", nargs="*", default=[ROOT / "corpus/sada.jsonl", ROOT / "corpus/qindil.jsonl"])
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--fonts", nargs=5, default=FONTS)
    arguments.add_argument("--whole", nargs=4, default=WHOLE, help="fonts with Latin letters, for producers that use one only")
    given = arguments.parse_args()
    FONTS[:], WHOLE[:] = given.fonts, given.whole
    given.folder.mkdir(parents=True, exist_ok=True)
    for number, title, paragraphs, layout in texts(given.texts, given.seed):
        for shift, producer in enumerate(PRODUCERS):
            name = f"{producer.__name__}-{number}"
            try:
                producer((given.folder / f"{name}.pdf").resolve(), title, paragraphs, layout, FONTS[(number + shift) % len(FONTS)])
            except Exception as error:
                print(f"{name}: not made: {error!r}"[:200], file=sys.stderr)
                continue
            (given.folder / f"{name}.txt").write_text(truth(title, paragraphs, layout), encoding="utf-8")


if __name__ == "__main__":
    main()
