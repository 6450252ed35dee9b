package io.jenkins.plugins.cd4ml.engine.evaluate.model.djl;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a model that XGBoost saved as JSON or UBJSON says of itself
 * (<a href="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html">format</a>).
 *
 * @param features    names of the columns that it was trained on, in their order; empty where these had none
 * @param categorical features that it takes as codes of categories
 * @param width       number of columns that it was trained on; 0 when unknown
 * @param objective   such as {@code binary:logistic}; empty when unknown
 * @param best        the rounds of boosting up to the best one of early stopping; null where these are all
 */
record XgboostDescription(
        List<String> features, List<String> categorical, int width, String objective, XgboostCut best) {
    private static final XgboostDescription UNKNOWN = new XgboostDescription(List.of(), List.of(), 0, "", null);
    /** What may be large and is not asked for. */
    private static final Set<String> BULK = Set.of("trees", "tree_info", "weight_drop", "weights");

    /**
     * @return what the file says; nothing of a file of XGBoost's own binary format before 1.0
     * @throws InputException when it looks like JSON or UBJSON and is neither
     */
    static XgboostDescription of(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new InputException(file + " is larger than 2 GiB; give evaluate.command.");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            if (bytes.remaining() < 2 || bytes.get(0) != '{') {
                return UNKNOWN;
            }
            return of(text(bytes) ? json(file) : new UbjsonReader(bytes, BULK).read());
        } catch (JsonProcessingException e) {
            throw new InputException(file + " is no XGBoost model: it begins as JSON, but is none.", e);
        } catch (IOException e) {
            throw new InputException(file + " is no XGBoost model that can be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return whether a file that begins with a brace is JSON, else it is UBJSON */
    static boolean text(ByteBuffer bytes) {
        return Character.isWhitespace(bytes.get(1)) || bytes.get(1) == '"' || bytes.get(1) == '}';
    }

    /** @return the same model, of which all rounds count */
    XgboostDescription whole() {
        return new XgboostDescription(features, categorical, width, objective, null);
    }

    private static JsonNode json(Path file) throws IOException {
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(file.toFile())) {
            parser.nextToken();
            return object(parser);
        }
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = Json.object();
        for (JsonToken token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (BULK.contains(key)) {
                parser.skipChildren();
            } else if (value == JsonToken.START_OBJECT) {
                object.set(key, object(parser));
            } else {
                object.set(key, parser.readValueAsTree());
            }
        }
        return object;
    }

    private static XgboostDescription of(JsonNode model) {
        JsonNode learner = model.path("learner");
        JsonNode booster = learner.path("gradient_booster");
        JsonNode trees = booster.path("name").asText().equals("dart") ? booster.path("gbtree") : booster;
        List<String> features = new ArrayList<>();
        learner.path("feature_names").forEach(f -> features.add(f.asText()));
        List<String> categorical = new ArrayList<>();
        JsonNode types = learner.path("feature_types");
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).asText().equals("c")) {
                categorical.add(i < features.size() ? features.get(i) : "number " + (i + 1));
            }
        }
        int best = learner.at("/attributes/best_iteration").asInt(-1);
        boolean linear = booster.path("name").asText().equals("gblinear"); // has no rounds to leave out
        int parallel = Math.max(
                1, trees.at("/model/gbtree_model_param/num_parallel_tree").asInt(1));
        int rounds = best < 0 || linear ? 0 : best + 1;
        JsonNode ends = trees.at("/model/iteration_indptr"); // the first tree of each round; not in files before 1.5
        int classes = Math.max(1, learner.at("/learner_model_param/num_class").asInt());
        int all = ends.isMissingNode()
                ? trees.at("/model/gbtree_model_param/num_trees").asInt() / parallel / classes
                : ends.size() - 1;
        XgboostCut cut = rounds == 0 || rounds >= all
                ? null
                : new XgboostCut(
                        rounds,
                        ends.isMissingNode()
                                ? rounds * parallel * classes
                                : ends.get(rounds).asInt());
        return new XgboostDescription(
                features,
                categorical,
                learner.at("/learner_model_param/num_feature").asInt(0),
                learner.at("/objective/name").asText(""),
                cut);
    }
}
