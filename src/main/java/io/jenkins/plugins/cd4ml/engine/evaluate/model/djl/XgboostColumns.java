package io.jenkins.plugins.cd4ml.engine.evaluate.model.djl;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Signature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which columns an XGBoost model takes and how it is asked, by what its file says. XGBoost itself takes any matrix: from
 * columns in another order, or from fewer, it answers something without a word.
 *
 * @param features in the model's order
 * @param notes    what the file makes different from asking the whole model, as clauses
 */
record XgboostColumns(XgboostDescription description, List<String> features, List<String> notes) {
    /**
     * @param others columns that may be features, where neither file nor signature name them
     * @throws InputException when the columns are not those that the model was trained on, or it takes categories
     */
    static XgboostColumns of(Path file, Signature signature, List<String> others) {
        XgboostDescription description = XgboostDescription.of(file);
        List<String> features = features(file, description, signature.features(), others);
        if (!description.categorical().isEmpty() && !signature.codes()) {
            throw new InputException(file + " takes the codes of categories for "
                    + shortened(description.categorical()) + ", which a column of the data need not hold; write"
                    + " \"categories\": \"codes\" into signature.json if it does, else give evaluate.command.");
        }
        List<String> notes = new ArrayList<>();
        XgboostDescription asked = description;
        if (description.best() != null && signature.allRounds()) {
            asked = description.whole();
        } else if (description.best() != null) {
            notes.add(file.getFileName() + " stopped early: its first "
                    + description.best().rounds()
                    + " rounds, up to best_iteration, answer, as XGBoost's scikit-learn interface does");
        }
        return new XgboostColumns(asked, features, notes);
    }

    private static List<String> features(
            Path file, XgboostDescription description, List<String> told, List<String> others) {
        List<String> own = description.features();
        List<String> names = !told.isEmpty() ? told : own.isEmpty() ? others : own;
        if (description.width() > 0 && names.size() != description.width()) {
            throw new InputException(file + " takes " + description.width() + " columns, but there are " + names.size()
                    + ": " + shortened(names) + "; list the right ones in signature.json.");
        }
        if (own.isEmpty() || told.isEmpty()) {
            return names;
        }
        Set<String> common = new HashSet<>(own);
        common.retainAll(told);
        if (common.size() == own.size()) {
            return own; // whatever their order in the signature
        }
        if (!common.isEmpty()) {
            List<String> missing = new ArrayList<>(own);
            missing.removeAll(told);
            throw new InputException(file + " was trained on " + shortened(missing)
                    + ", which signature.json or the MLmodel does not name; name the columns as the model does.");
        }
        return told; // names of its own for each column, in the order that they were trained in
    }

    /** @return how the file is written anew; null where it is loaded as it is */
    XgboostCut copied() {
        return description.best() == null && description.objective().equals("multi:softmax")
                ? XgboostCut.NONE
                : description.best();
    }

    private static String shortened(List<String> names) {
        return names.size() <= 8 ? String.join(", ", names) : String.join(", ", names.subList(0, 8)) + ", …";
    }
}
