"""validate.py FORMAT FILE: prints "valid" when the format's official library takes the file."""
import json
import sys


def cyclonedx(path):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    with open(path, encoding="utf-8") as file:
        error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read())
    assert error is None, error


def spdx(path):
    from spdx_python_model import v3_0_1

    objects = v3_0_1.SHACLObjectSet()
    with open(path, "rb") as file:
        v3_0_1.JSONLDDeserializer().read(file, objects)
    assert len(list(objects.foreach_type("ai_AIPackage"))) == 1
    with open(path + ".again", "wb") as file:
        v3_0_1.JSONLDSerializer().write(objects, file)  # asserts what the model requires of each class


def in_toto(path):
    from google.protobuf import json_format
    from in_toto_attestation.v1 import statement, statement_pb2

    with open(path, encoding="utf-8") as file:
        for line in file:
            read = json_format.Parse(line, statement_pb2.Statement())
            statement.Statement.copy_from_pb(read).validate()


def prov(path):
    from prov.model import ProvDocument

    document = ProvDocument.deserialize(source=path, format="json")
    assert len(document.get_records()) > 20


def openlineage(path):
    from openlineage.client import event_v2, facet_v2

    places = [
        facet_v2.dataset_version_dataset, facet_v2.dataset_type_dataset, facet_v2.schema_dataset,
        facet_v2.data_quality_assertions_dataset, facet_v2.job_type_job, facet_v2.source_code_location_job,
        facet_v2.error_message_run]
    types = {name: getattr(place, name) for place in places for name in dir(place) if name.endswith("Facet")}

    def facets(node):
        read = {}
        for name, facet in (node or {}).items():
            kind = types[facet["_schemaURL"].rsplit("/", 1)[1]]
            known = {key: value for key, value in facet.items() if not key.startswith("_")}
            if "fields" in known:
                known["fields"] = [facet_v2.schema_dataset.SchemaDatasetFacetFields(**f) for f in known["fields"]]
            if "assertions" in known:
                known["assertions"] = [
                    facet_v2.data_quality_assertions_dataset.Assertion(**a) for a in known["assertions"]]
            read[name] = kind(**known)
        return read

    with open(path, encoding="utf-8") as file:
        for line in file:
            event = json.loads(line)
            event_v2.RunEvent(
                eventTime=event["eventTime"],
                eventType=event_v2.RunState[event["eventType"]],
                producer=event["producer"],
                run=event_v2.Run(runId=event["run"]["runId"], facets=facets(event["run"]["facets"])),
                job=event_v2.Job(event["job"]["namespace"], event["job"]["name"], facets(event["job"]["facets"])),
                inputs=[
                    event_v2.InputDataset(
                        d["namespace"], d["name"], facets=facets(d["facets"]), inputFacets=facets(d.get("inputFacets")))
                    for d in event["inputs"]],
                outputs=[
                    event_v2.OutputDataset(d["namespace"], d["name"], facets=facets(d["facets"]))
                    for d in event["outputs"]])


globals()[sys.argv[1].replace("-", "_")](sys.argv[2])
print("valid")
