"""Code generators read the operations of docs/clients.md, and what they write passes its type checker."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.clients.conftest import PACKAGES
from tests.user_journey import operations

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schema" / "schema.graphql"
OPERATIONS = ROOT / "docs" / "operations"

SCALARS = {"DateTime": "string", "Date": "string", "ByteCount": "number"}
COMPILER = {
    "target": "ES2023",
    "module": "ESNext",
    "moduleResolution": "bundler",
    "strict": True,
    "skipLibCheck": True,
    "noEmit": True,
    "types": [],
}
APOLLO = """export default {
  schema: %s,
  documents: %s,
  generates: { "gql/": { preset: "client", config: { scalars: %s, strictScalars: true, enumsAsTypes: true } } },
};
"""
TADA = """import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./introspection.d.ts";
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; Date: string; ByteCount: number };
}>();
"""
REFETCHED = """import { graphql } from "relay-runtime";
export default graphql`
  fragment Refetched%(name)s_node on %(name)s @refetchable(queryName: "Refetched%(name)sQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    photos(first: $count, after: $cursor) @connection(key: "Refetched%(name)s_node_photos") {
      edges { node { id thumbnail { url } } }
    }
  }
`;
"""
ARIADNE = """[tool.ariadne-codegen]
schema_path = "{schema}"
queries_path = "{operations}"
target_package_name = "imgsh_client"
target_package_path = "{folder}"

[tool.ariadne-codegen.scalars.DateTime]
type = "datetime.datetime"
[tool.ariadne-codegen.scalars.Date]
type = "datetime.date"
[tool.ariadne-codegen.scalars.ByteCount]
type = "int"
"""


def run(folder: Path, *command: str | Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def compile_types(folder: Path, **options: object) -> None:
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": {**COMPILER, **options}, "include": ["."]}))
    run(folder, PACKAGES / ".bin" / "tsc")


def test_the_client_preset_of_apollo(project: Path) -> None:
    settings = tuple(map(json.dumps, (str(SCHEMA), f"{OPERATIONS}/*.graphql", SCALARS)))
    (project / "codegen.ts").write_text(APOLLO % settings)
    run(project, PACKAGES / ".bin" / "graphql-codegen")
    (project / "use.ts").write_text(
        'import type { AlbumQuery } from "./gql/graphql";\n'
        "export const bytes = (data: AlbumQuery): number | undefined => data.album?.totalBytes;\n"
        "// @ts-expect-error - a number is no text\n"
        "export const text = (data: AlbumQuery): string | undefined => data.album?.totalBytes;\n"
    )
    compile_types(project)


def test_gql_tada(project: Path) -> None:
    plugin = {"name": "gql.tada/ts-plugin", "schema": str(SCHEMA), "tadaOutputLocation": "./introspection.d.ts"}
    for name, text in operations().items():
        source = f'import {{ graphql }} from "./graphql";\nexport const document = graphql(`{text}`);\n'
        (project / f"{name}.ts").write_text(source)
    (project / "graphql.ts").write_text(TADA)
    (project / "use.ts").write_text(
        'import type { ResultOf } from "gql.tada";\nimport type { document } from "./Album";\n'
        "export const url = (data: ResultOf<typeof document>): string | undefined =>\n"
        "  data.album?.photos.nodes[0]?.thumbnail?.url;\n"
    )
    options = {**COMPILER, "plugins": [plugin], "allowImportingTsExtensions": True}
    (project / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["."]}))
    tada = PACKAGES / ".bin" / "gql.tada"
    run(project, tada, "generate-output", "--disable-preprocessing")
    run(project, tada, "check")
    run(project, PACKAGES / ".bin" / "tsc")


def test_the_compiler_of_relay_also_refetches_nodes(project: Path) -> None:
    """Relay names an operation after its module."""
    modules = project / "src"
    modules.mkdir()
    for name, text in operations().items():
        kind = "Mutation" if text.startswith("mutation") else "Query"
        named = re.sub(rf"^(query|mutation) {name}\b", rf"\1 {name}{kind}", text)
        (modules / f"{name}.ts").write_text(
            f'import {{ graphql }} from "relay-runtime";\nexport default graphql`{named}`;\n'
        )
    for name in ("Event", "Album", "Accessor"):
        (modules / f"Refetched{name}.ts").write_text(REFETCHED % {"name": name})
    (project / "schema.graphql").write_text(SCHEMA.read_text())
    settings = {"src": "src", "schema": "schema.graphql", "language": "typescript", "eagerEsModules": True}
    (project / "relay.config.json").write_text(json.dumps({**settings, "customScalarTypes": SCALARS}))
    run(project, PACKAGES / ".bin" / "relay-compiler")
    refetching = (modules / "__generated__" / "RefetchedEventQuery.graphql.ts").read_text()
    assert "node(id: $id)" in refetching
    (project / "relay.d.ts").write_text('declare module "relay-runtime";\n')
    compile_types(project, allowImportingTsExtensions=True, strictNullChecks=True)


def test_ariadne_codegen(tmp_path: Path) -> None:
    generator = ROOT / ".generators" / "bin" / "ariadne-codegen"
    assert generator.exists(), "run `make examples`"
    settings = ARIADNE.format(schema=SCHEMA, operations=OPERATIONS, folder=tmp_path)
    (tmp_path / "pyproject.toml").write_text(settings)
    run(tmp_path, generator)
    (tmp_path / "use.py").write_text(
        "from imgsh_client import Client\n\n\n"
        "async def total_bytes(client: Client) -> int:\n"
        "    answer = await client.album(first=10)\n"
        "    return answer.album.total_bytes if answer.album else 0\n"
    )
    run(tmp_path, sys.executable, "-m", "mypy", "--cache-dir", "/dev/null", "--explicit-package-bases", "use.py")
