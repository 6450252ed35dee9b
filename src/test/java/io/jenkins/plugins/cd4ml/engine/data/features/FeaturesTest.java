package io.jenkins.plugins.cd4ml.engine.data.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesTest {
    private static final String DATA = """
        model: churn
        data:
          orders: {path: orders.csv}
          payments: {path: payments.csv}
          training: {path: features/training.parquet, contract: c.yaml}
        """;
    private static final String FEATURES = """
        features:
          training:
            rows: orders
            entity: [customer]
            at: ordered
            from:
              payments:
                at: paid
                sql: SELECT customer, paid, CAST(amount AS DOUBLE) AS last_amount FROM payments
        """;

    @TempDir
    Path folder;

    private int runs;

    @BeforeEach
    void data() throws Exception {
        write("orders.csv", "id,customer,ordered\n1,a,2024-01-10\n2,a,2024-01-20\n3,b,2024-01-15\n4,a,2024-01-01\n");
        write(
                "payments.csv",
                "customer,paid,amount\na,2024-01-05,10\na,2024-01-20,20\na,2024-01-21,99\nb,2024-01-16,7\n");
        write(
                "c.yaml",
                "apiVersion: v3.1.0\nkind: DataContract\nschema:\n  - name: t\n    properties:\n"
                        + "      - {name: id, logicalType: string, required: true}\n");
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }

    private RunFolder run() {
        return new RunFolder(folder.resolve("run" + runs));
    }

    private Outcome build(String features) throws Exception {
        write("cd4ml.yaml", DATA + features);
        runs++;
        return Features.run(Project.read(folder, null), run(), List.of(), (against, place) -> null, Progress.SILENT);
    }

    private String refused(String features) {
        return assertThrows(InputException.class, () -> build(features)).getMessage();
    }

    private List<String> rows(String columns) throws Exception {
        return rows("features/training.parquet", columns);
    }

    private List<String> rows(String file, String columns) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT concat_ws(' ', " + columns + ") FROM "
                        + Dataset.open(duck, folder.resolve(file)).from())) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    @Test
    void aRowSeesWhatWasKnownAtItsTimeAndNothingLater() throws Exception {
        Outcome outcome = build(FEATURES);
        assertTrue(outcome.yes(), outcome.sentence());
        assertEquals(
                List.of("1 10.0", "2 20.0", "3 none", "4 none"),
                rows("id, coalesce(CAST(last_amount AS VARCHAR), 'none')"));
    }

    @Test
    void whatIsTooOldDoesNotCount() throws Exception {
        build(FEATURES.replace("at: paid\n", "at: paid\n        within: 4 days\n"));
        assertEquals(
                List.of("1 none", "2 20.0", "3 none", "4 none"),
                rows("id, coalesce(CAST(last_amount AS VARCHAR), 'none')"));
    }

    @Test
    void manyRowsEqualTheDefinition() throws Exception {
        Random random = new Random(11);
        StringBuilder orders = new StringBuilder("id,customer,ordered\n");
        StringBuilder payments = new StringBuilder("customer,paid,amount\n");
        LocalDateTime start = LocalDateTime.of(2024, 1, 1, 0, 0);
        List<String[]> paid = new ArrayList<>();
        for (int c = 0; c < 20; c++) {
            LocalDateTime at = start;
            for (int i = 0; i < 50; i++) {
                at = at.plusMinutes(1 + random.nextInt(3000));
                paid.add(new String[] {"c" + c, at.toString(), Integer.toString(random.nextInt(1000))});
                payments.append(String.join(",", paid.get(paid.size() - 1))).append('\n');
            }
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String customer = "c" + random.nextInt(21);
            String at = start.plusMinutes(random.nextInt(80_000)).toString();
            orders.append(i).append(',').append(customer).append(',').append(at).append('\n');
            String best = null;
            for (String[] payment : paid) { // in the order of time for each customer
                if (payment[0].equals(customer)
                        && !LocalDateTime.parse(payment[1]).isAfter(LocalDateTime.parse(at))) {
                    best = payment[2];
                }
            }
            expected.add(i + " " + (best == null ? "none" : best + ".0"));
        }
        write("orders.csv", orders.toString());
        write("payments.csv", payments.toString());
        build(FEATURES);
        assertEquals(expected, rows("id, coalesce(CAST(last_amount AS VARCHAR), 'none')"));
    }

    @Test
    void theSameBytesComeFromTheCacheAndOtherBytesDoNot() throws Exception {
        Outcome first = build(FEATURES);
        String digest = Digests.of(folder.resolve("features/training.parquet"));
        Outcome second = build(FEATURES);
        assertFalse(first.result().at("/features/training/reused").asBoolean());
        assertTrue(second.result().at("/features/training/reused").asBoolean());
        assertEquals(digest, Digests.of(folder.resolve("features/training.parquet")));
        write("payments.csv", "customer,paid,amount\na,2024-01-05,11\n");
        Outcome third = build(FEATURES);
        assertFalse(third.result().at("/features/training/reused").asBoolean());
        assertNotEquals(digest, Digests.of(folder.resolve("features/training.parquet")));
        Outcome fourth = build(FEATURES.replace("AS DOUBLE", "AS INTEGER"));
        assertFalse(fourth.result().at("/features/training/reused").asBoolean());
    }

    @Test
    void lineageLeadsFromTheFeaturesToTheirSources() throws Exception {
        build(FEATURES);
        Lineage lineage = run().lineage();
        assertEquals(
                List.of("features", "validate"),
                lineage.activities.stream().map(Lineage.Activity::kind).toList());
        assertEquals(
                List.of("dataset:orders", "dataset:payments", "features:training"),
                lineage.activities.get(0).used());
        assertEquals(List.of("dataset:training"), lineage.activities.get(0).made());
    }

    @Test
    void aFileIsTheSameVersionAsTheSection() throws Exception {
        Outcome section = build(FEATURES);
        Files.createDirectories(folder.resolve("features"));
        String definition = FEATURES.substring(FEATURES.indexOf("    rows"));
        write("features/some.yaml", "name: training\ndescription: for people\n" + definition.indent(-4));
        Outcome file = build("");
        assertEquals(
                section.result().at("/features/training/version"), file.result().at("/features/training/version"));
        assertTrue(file.result().at("/features/training/reused").asBoolean());
        assertEquals(
                "features/some.yaml",
                run().lineage().entities.stream()
                        .filter(entity -> entity.id().equals("features:training"))
                        .findFirst()
                        .orElseThrow()
                        .attributes()
                        .get("path"));
        write("features/some.yaml", "name: training\n" + definition.indent(-4).replace("[customer]", "[client]"));
        assertTrue(refused("")
                .contains("features/some.yaml line 3 (entity): orders (orders.csv) has no column 'client'; it has"));
    }

    @Test
    void featuresOfFeaturesAreBuiltAfterTheirSources() throws Exception {
        String first = FEATURES.replace("  training:", "  z:")
                .replace(
                        "features:",
                        "features:\n  a: {rows: z, "
                                + "entity: [customer], at: ordered, from: {payments: {at: paid}}}");
        String data = DATA.replace(
                "training: {path: features/training.parquet, contract: c.yaml}",
                "z: {path: z.parquet}\n  a: {path: a.parquet}");
        write("cd4ml.yaml", data + first);
        Outcome outcome =
                Features.run(Project.read(folder, null), run(), List.of(), (against, place) -> null, Progress.SILENT);
        assertTrue(outcome.yes(), outcome.sentence());
        assertEquals(4, outcome.result().at("/datasets/a/rows").asInt());
        write("cd4ml.yaml", data + first.replace("rows: orders", "rows: a"));
        String circle = assertThrows(
                        InputException.class,
                        () -> Features.run(
                                Project.read(folder, null),
                                run(),
                                List.of(),
                                (against, place) -> null,
                                Progress.SILENT))
                .getMessage();
        assertTrue(circle.endsWith("these features are made of themselves (a from z from a)."), circle);
    }

    @Test
    void theExampleBuildsFromItsFile() throws Exception {
        Path example = Path.of("examples/features");
        for (String file : List.of(
                "cd4ml.yaml",
                "features/training.yaml",
                "data/orders.csv",
                "data/payments.csv",
                "training.contract.yaml")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.copy(example.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Outcome outcome = Features.run(
                Project.read(folder, null), run(), List.of("training"), (against, place) -> null, Progress.SILENT);
        assertTrue(outcome.yes(), outcome.sentence());
        assertEquals(
                List.of("1 0 none", "2 2 55.5", "3 0 none", "4 2 55.5"),
                rows("target/training.parquet", "id, coalesce(payments, 0), coalesce(CAST(paid AS VARCHAR), 'none')"));
    }

    @Test
    void aBrokenContractOfTheFeaturesIsANo() throws Exception {
        write(
                "c.yaml",
                "apiVersion: v3.1.0\nkind: DataContract\nschema:\n  - name: t\n    properties:\n"
                        + "      - {name: last_amount, logicalType: number, required: true}\n");
        assertFalse(build(FEATURES).yes());
    }

    @Test
    void twoValuesOfOneMomentAreRefused() throws Exception {
        write("payments.csv", "customer,paid,amount\na,2024-01-05,10\na,2024-01-05,11\n");
        assertTrue(refused(FEATURES).contains("several rows for one customer at one paid (1 times); aggregate them"));
    }

    @Test
    void mistakesNameThePlaceAndTheWayOut() throws Exception {
        assertTrue(refused(FEATURES.replace("[customer]", "[client]"))
                .matches(".*cd4ml.yaml line \\d+ .*has no column 'client'; it has id, customer, ordered\\."));
        assertTrue(
                refused(FEATURES.replace("rows: orders", "rows: order")).contains("there is no other dataset 'order'"));
        assertTrue(
                refused(FEATURES.replace("SELECT customer", "SELEC customer")).contains("cd4ml.yaml line"));
        assertTrue(refused(FEATURES.replace("AS last_amount", "AS id")).contains("the column 'id' is there already"));
        write("payments.csv", "customer,paid,amount\na,someday,10\n");
        assertTrue(refused(FEATURES).contains("1 rows of payments have no time in 'paid'"));
    }

    @Test
    void aBrokenSourceIsNamed() throws Exception {
        write("cd4ml.yaml", DATA + FEATURES);
        write("payments.csv", "customer,paid,amount\na,2024-01-05,10\na,2024-01-20,20,30\n");
        Outcome outcome = Features.run(
                Project.read(folder, null), new RunFolder(folder.resolve("broken")), List.of(), null, Progress.SILENT);
        assertFalse(outcome.yes());
        assertEquals(
                "training is not built: payments.csv line 3 has 4 values where the header has 3.", outcome.sentence());
    }
}
