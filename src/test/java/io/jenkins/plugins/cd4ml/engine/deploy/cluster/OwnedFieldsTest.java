package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import org.junit.jupiter.api.Test;

class OwnedFieldsTest {
    private static ObjectNode live(String fields) throws Exception {
        return (ObjectNode) Json.MAPPER.readTree("""
            {"apiVersion": "apps/v1", "kind": "Deployment",
             "metadata": {"name": "churn", "namespace": "models", "uid": "1", "finalizers": ["a", "b"],
              "labels": {"team": "risk", "tier": "web"},
              "managedFields": [
               {"manager": "scaler", "operation": "Apply", "fieldsV1": {"f:spec": {"f:replicas": {}}}},
               {"manager": "cd4ml", "operation": "Update", "fieldsV1": {"f:spec": {"f:paused": {}}}},
               {"manager": "cd4ml", "operation": "Apply", "subresource": "scale", "fieldsV1": {"f:spec": {"f:paused": {}}}},
               {"manager": "cd4ml", "operation": "Apply", "fieldsV1": %s}]},
             "spec": {"replicas": 2, "paused": false, "template": {"spec": {"containers": [
              {"name": "server", "image": "a:1", "args": ["x", "y"], "ports": [
               {"containerPort": 80, "protocol": "TCP", "name": "http"},
               {"containerPort": 80, "protocol": "UDP", "name": "other"}]},
              {"name": "sidecar", "image": "b:1"}]}}},
             "status": {"replicas": 2}}
            """.formatted(fields));
    }

    private static String part(String fields) throws Exception {
        ObjectNode part = OwnedFields.of(live(fields), "cd4ml");
        part.remove(java.util.List.of("apiVersion", "kind"));
        ((ObjectNode) part.get("metadata")).remove(java.util.List.of("name", "namespace"));
        return part.toString();
    }

    @Test
    void takesMembersListItemsByKeyAndWholeValues() throws Exception {
        assertEquals(
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"server\",\"args\":[\"x\",\"y\"],"
                        + "\"ports\":[{\"containerPort\":80,\"protocol\":\"TCP\"}]}]}}},"
                        + "\"metadata\":{\"labels\":{\"tier\":\"web\"},\"finalizers\":[\"b\"]}}",
                part("""
                    {"f:spec": {"f:template": {"f:spec": {"f:containers": {"k:{\\"name\\":\\"server\\"}": {
                      ".": {}, "f:name": {}, "f:args": {}, "f:ports": {
                       "k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}": {
                        ".": {}, "f:containerPort": {}, "f:protocol": {}}}}}}}},
                     "f:metadata": {"f:labels": {"f:tier": {}}, "f:finalizers": {"v:\\"b\\"": {}}}}
                    """));
    }

    @Test
    void nothingButTheIdentityWhereNothingWasApplied() throws Exception {
        assertEquals(
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"churn\",\"namespace\":\"models\"}}",
                OwnedFields.of(live("{}"), "nobody").toString());
    }

    @Test
    void fieldsThatAreGoneMeanwhileAreLeftOut() throws Exception {
        assertEquals(
                "{\"spec\":{},\"metadata\":{}}",
                part("{\"f:spec\": {\"f:gone\": {}, \"f:strategy\": {\"f:type\": {}}}}"));
    }
}
