"""Reads queries by the grammar of one database: sql_grammar.py DIALECT FILE. Prints how many there were."""

import json
import sys

import sqlglot
from sqlglot import exp

dialect, file = sys.argv[1:]
with open(file, encoding="utf-8") as source:
    given = json.load(source)
names = {"n", "f", "t", "z", "s", "b", given["text"]}
seen = told = False
for query in given["queries"]:
    try:
        (tree,) = sqlglot.parse(query, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
    except Exception as e:  # whatever it is, it is about this query
        sys.exit(f"{query}\n{e}")
    if isinstance(tree, exp.Command):
        sys.exit(f"not understood: {query}")
    for column in tree.find_all(exp.Column):
        if column.this.quoted and column.name not in names:
            sys.exit(f"a name of nothing, {column.name}: {query}")
    for identifier in tree.find_all(exp.Identifier):
        seen = seen or identifier.name == given["text"]
    for literal in tree.find_all(exp.Literal):
        told = told or literal.is_string and literal.this == given["text"]
if not seen or not told:
    sys.exit("the odd name or text is not what it was")
print(f"{len(given['queries'])} queries of {dialect}")
