"""SQLite's FTS5 with bm25() and snippet(), driven as main.rs says: index FILE FOLDER, search FOLDER QUERIES."""
import json
import os
import re
import sqlite3
import sys
import time


def index(file, folder):
    os.makedirs(folder)
    base = sqlite3.connect(os.path.join(folder, "archive.db"))
    base.execute("CREATE VIRTUAL TABLE archive USING fts5(text, outlet UNINDEXED, month UNINDEXED, date UNINDEXED)")
    added = 0
    with open(file, encoding="utf-8") as lines, base:
        for line in lines:
            article = json.loads(line)
            text = article["title"] + "\n" + article["text"]
            row = (text, article["outlet"], article["date"][:7], article["date"])
            base.execute("INSERT INTO archive VALUES (?, ?, ?, ?)", row)
            added += 1
    base.execute("INSERT INTO archive(archive) VALUES('optimize')")
    base.commit()
    print(added)


def ask(base, text, outlet, month):
    words = re.findall(r"\w+", text)
    if text.startswith('"'):
        match = '"' + " ".join(words) + '"'
    else:
        match = " OR ".join(f'"{word}"' for word in words)
    statement = "SELECT snippet(archive, 0, '[', ']', '…', 40), outlet, date FROM archive WHERE archive MATCH ?"
    values = [match]
    for column, value in (("outlet", outlet), ("month", month)):
        if value:
            statement += f" AND {column} = ?"
            values.append(value)
    rows = base.execute(statement + " ORDER BY rank LIMIT 10", values).fetchall()
    return len(rows), sum(len(row[0].encode()) for row in rows)


def search(folder, queries, once):
    base = sqlite3.connect(os.path.join(folder, "archive.db"))
    with open(queries, encoding="utf-8") as lines:
        asked = [line.rstrip("\n").split("\t") for line in lines]
    if not once:
        for _, text, outlet, month in asked:
            ask(base, text, outlet, month)
    for kind, text, outlet, month in asked:
        begun = time.perf_counter()
        hits, size = ask(base, text, outlet, month)
        print(kind, int((time.perf_counter() - begun) * 1e6), hits, size, sep="\t")


if sys.argv[1] == "index":
    index(*sys.argv[2:4])
else:
    search(*sys.argv[2:4], len(sys.argv) > 4)
