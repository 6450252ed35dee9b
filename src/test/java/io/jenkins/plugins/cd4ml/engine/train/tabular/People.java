package io.jenkins.plugins.cd4ml.engine.train.tabular;

import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * A model project on made data: {@code id,age,income,region,zip,answer,churned,price}. Region is a word and sometimes
 * missing; {@code answer} is one of three words, {@code churned} 0 or 1, {@code price} a quantity; all depend on the
 * others and some noise.
 */
public final class People {
    private static final String[] REGIONS = {"north", "south", "Österreich", "a \"quoted\", one", ""};

    private final Path folder;

    public People(Path folder, int rows) throws IOException {
        this.folder = folder;
        Random random = new Random(5);
        StringBuilder csv = new StringBuilder("id,age,income,region,zip,answer,churned,price\n");
        for (int i = 0; i < rows; i++) {
            int age = 18 + random.nextInt(60);
            double income = 1000 * Math.exp(random.nextGaussian());
            int region = random.nextInt(REGIONS.length);
            int zip = 1000 + 7 * random.nextInt(4);
            double z = (age - 45) / 15.0 + 0.6 * Math.log(income / 1000) + (region - 2) + random.nextGaussian() / 2;
            String answer = z > 0.8 ? "yes" : z < -0.8 ? "no" : "maybe";
            double price = 250_000 + 40_000 * z + (zip == 1014 ? 60_000 : 0);
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%.2f,%s,%d,%s,%d,%.2f%n",
                    i,
                    age,
                    income,
                    REGIONS[region].isEmpty() ? "" : '"' + REGIONS[region].replace("\"", "\"\"") + '"',
                    zip,
                    answer,
                    z > 1.2 ? 1 : 0,
                    price));
        }
        Files.writeString(folder.resolve("people.csv"), csv);
    }

    /** @param train the section train, in flow style */
    public Project project(String target, String train) throws IOException {
        Files.writeString(
                folder.resolve(Project.FILE),
                "model: people\ndata: {train: {path: people.csv}}\ntrain: " + train
                        + "\nevaluate: {dataset: train, key: id," + " target: " + target + "}\n");
        return Project.read(folder, null);
    }
}
