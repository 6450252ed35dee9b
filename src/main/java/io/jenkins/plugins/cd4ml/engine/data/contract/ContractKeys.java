package io.jenkins.plugins.cd4ml.engine.data.contract;

import java.util.HashSet;
import java.util.Set;

/**
 * The keys that one part of a contract may have.
 *
 * @param read      what is checked or names a part
 * @param documents what the standard has for people and other tools; it decides nothing about data
 */
record ContractKeys(Set<String> read, Set<String> documents) {
    static final ContractKeys TOP = new ContractKeys(
            Set.of(
                    "apiVersion",
                    "kind",
                    "id",
                    "name",
                    "version",
                    "status",
                    "schema",
                    "slaDefaultElement",
                    "slaProperties"),
            Set.of(
                    "description",
                    "tags",
                    "domain",
                    "tenant",
                    "dataProduct",
                    "contractCreatedTs",
                    "authoritativeDefinitions",
                    "customProperties",
                    "team",
                    "roles",
                    "support",
                    "price",
                    "servers"));
    static final ContractKeys TABLE = new ContractKeys(
            Set.of("id", "name", "logicalType", "properties", "quality", "relationships"),
            Set.of(
                    "physicalName",
                    "physicalType",
                    "description",
                    "businessName",
                    "tags",
                    "dataGranularityDescription",
                    "authoritativeDefinitions",
                    "customProperties"));
    static final ContractKeys COLUMN = new ContractKeys(
            Set.of(
                    "id",
                    "name",
                    "logicalType",
                    "physicalType",
                    "required",
                    "unique",
                    "isNullable",
                    "isUnique",
                    "primaryKey",
                    "properties",
                    "items",
                    "logicalTypeOptions",
                    "quality",
                    "relationships"),
            Set.of(
                    "physicalName",
                    "description",
                    "businessName",
                    "primaryKeyPosition",
                    "partitioned",
                    "partitionKeyPosition",
                    "classification",
                    "encryptedName",
                    "transformSourceObjects",
                    "transformLogic",
                    "transformDescription",
                    "examples",
                    "criticalDataElement",
                    "tags",
                    "authoritativeDefinitions",
                    "customProperties"));
    static final ContractKeys RULE = new ContractKeys(
            rule(),
            Set.of(
                    "dimension",
                    "businessImpact",
                    "tags",
                    "authoritativeDefinitions",
                    "method",
                    "scheduler",
                    "schedule",
                    "customProperties"));
    static final ContractKeys ARGUMENTS = new ContractKeys(arguments(), Set.of());
    static final ContractKeys RELATIONSHIP =
            new ContractKeys(Set.of("id", "type", "from", "to"), Set.of("description", "customProperties"));
    static final ContractKeys SERVICE = new ContractKeys(
            Set.of("id", "property", "value", "unit", "element", "severity"),
            Set.of("driver", "description", "scheduler", "schedule", "valueExt", "customProperties"));

    /** Service levels, in small letters, that speak of the service over time: no rows can keep or break them. */
    static final Set<String> PROMISES = Set.of(
            "availability",
            "av",
            "throughput",
            "th",
            "errorrate",
            "er",
            "retention",
            "re",
            "generalavailability",
            "ga",
            "endofsupport",
            "es",
            "endoflife",
            "el",
            "frequency",
            "fy",
            "timeofavailability",
            "timetodetect",
            "td",
            "timetonotify",
            "tn",
            "timetorepair",
            "tr");

    private static Set<String> arguments() {
        Set<String> keys = new HashSet<>(
                Set.of("validValues", "missingValues", "properties", "condition", "foreignKey", "mostly", "where"));
        keys.addAll(TypeOptions.names());
        return Set.copyOf(keys);
    }

    private static Set<String> rule() {
        Set<String> keys = new HashSet<>(Set.of(
                "id", "name", "description", "type", "metric", "rule", "arguments", "unit", "severity", "query"));
        keys.addAll(RuleBound.operators());
        return Set.copyOf(keys);
    }
}
