package io.jenkins.plugins.cd4ml.engine.lineage.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Step;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Thing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A line of the index on the disk, read token by token: a hundred thousand of them are read before the first answer.
 *
 * @param record null where {@code gone} is the id of one that is taken away
 */
record IndexLine(IndexedRecord record, String gone) {
    /** @throws IOException              when it is no JSON
     *  @throws IllegalArgumentException when it is no line of ours */
    static IndexLine of(String line) throws IOException {
        try (JsonParser json = Json.MAPPER.getFactory().createParser(line)) {
            return new Reader(json).read();
        }
    }

    private static final class Reader {
        private final JsonParser json;
        private String id;
        private String gone;
        private String model;
        private RecordSource.Version version;
        private long bytes;
        private long changed;
        private long time;
        private boolean cut;
        private List<Thing> things;
        private List<Step> steps;

        Reader(JsonParser json) {
            this.json = json;
        }

        IndexLine read() throws IOException {
            expect(json.nextToken(), JsonToken.START_OBJECT);
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                take(field);
            }
            expect(json.currentToken(), JsonToken.END_OBJECT);
            if (gone != null) {
                return new IndexLine(null, gone);
            }
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(model, "model");
            for (Step step : Objects.requireNonNull(steps, "steps")) {
                there(step.used());
                there(step.made());
            }
            return new IndexLine(new IndexedRecord(id, version, bytes, changed, time, model, things, steps, cut), null);
        }

        private void there(List<Integer> places) {
            for (int place : places) {
                if (place < 0 || place >= things.size()) {
                    throw new IllegalArgumentException("a step with a thing that is not there");
                }
            }
        }

        private void take(String field) throws IOException {
            switch (field) {
                case "id" -> id = text();
                case "gone" -> gone = text();
                case "model" -> model = text();
                case "version" -> version = Json.MAPPER.readValue(json, RecordSource.Version.class);
                case "bytes" -> bytes = json.getLongValue();
                case "changed" -> changed = json.getLongValue();
                case "time" -> time = json.getLongValue();
                case "cut" -> cut = json.getBooleanValue();
                case "things" -> things = things();
                case "steps" -> steps = steps();
                default -> json.skipChildren();
            }
        }

        private String text() throws IOException {
            expect(json.currentToken(), JsonToken.VALUE_STRING);
            return json.getText();
        }

        private List<Thing> things() throws IOException {
            List<Thing> read = new ArrayList<>();
            expect(json.currentToken(), JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                expect(json.currentToken(), JsonToken.START_ARRAY);
                read.add(new Thing(nextText(), nextText(), nextText()));
                expect(json.nextToken(), JsonToken.END_ARRAY);
            }
            return read;
        }

        private List<Step> steps() throws IOException {
            List<Step> read = new ArrayList<>();
            expect(json.currentToken(), JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                expect(json.currentToken(), JsonToken.START_ARRAY);
                read.add(new Step(nextText(), places(), places()));
                expect(json.nextToken(), JsonToken.END_ARRAY);
            }
            return List.copyOf(read);
        }

        private List<Integer> places() throws IOException {
            List<Integer> read = new ArrayList<>(4);
            expect(json.nextToken(), JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
                read.add(json.getIntValue());
            }
            return List.copyOf(read);
        }

        private String nextText() throws IOException {
            json.nextToken();
            return text();
        }

        private static void expect(JsonToken found, JsonToken wanted) {
            if (found != wanted) {
                throw new IllegalArgumentException(wanted + " expected, not " + found);
            }
        }
    }
}
