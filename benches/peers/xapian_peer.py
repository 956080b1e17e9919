"""Xapian with its Arabic stemmer and its snippets, driven as main.rs says: index FILE FOLDER, search FOLDER QUERIES."""
import json
import sys
import time

import xapian


def index(file, folder):
    base = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OPEN)
    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("ar"))
    added = 0
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            text = article["title"] + "\n" + article["text"]
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(text)
            document.add_boolean_term("XO" + article["outlet"])
            document.add_boolean_term("XM" + article["date"][:7])
            document.set_data(json.dumps([text, article["outlet"], article["date"]], ensure_ascii=False))
            base.add_document(document)
            added += 1
    base.commit()
    base.close()
    print(added)


class Opened:
    def __init__(self, folder):
        self.base = xapian.Database(folder)
        self.stem = xapian.Stem("ar")
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(self.stem)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_database(self.base)

    def ask(self, text, outlet, month):
        query = self.parser.parse_query(text, xapian.QueryParser.FLAG_PHRASE)
        for prefix, value in (("XO", outlet), ("XM", month)):
            if value:
                query = xapian.Query(xapian.Query.OP_FILTER, query, xapian.Query(prefix + value))
        enquire = xapian.Enquire(self.base)
        enquire.set_query(query)
        found = enquire.get_mset(0, 10)
        size = 0
        for match in found:
            body = json.loads(match.document.get_data())[0]
            size += len(found.snippet(body, 400, self.stem))
        return len(found), size


def search(folder, queries, once):
    opened = Opened(folder)
    with open(queries, encoding="utf-8") as lines:
        asked = [line.rstrip("\n").split("\t") for line in lines]
    if not once:
        for _, text, outlet, month in asked:
            opened.ask(text, outlet, month)
    for kind, text, outlet, month in asked:
        begun = time.perf_counter()
        hits, size = opened.ask(text, outlet, month)
        print(kind, int((time.perf_counter() - begun) * 1e6), hits, size, sep="\t")


if sys.argv[1] == "index":
    index(*sys.argv[2:4])
else:
    search(*sys.argv[2:4], len(sys.argv) > 4)
