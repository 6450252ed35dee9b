package io.jenkins.plugins.cd4ml.engine.evaluate;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.HoldoutRows;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.Arrays;

/** Whether {@code evaluate.group} means something: groups of rows, of which there are several. */
final class GroupColumn {
    private GroupColumn() {}

    /** @throws InputException when it names a column that is something else */
    static void check(Project project, EvaluationSettings settings) {
        String group = settings.group();
        if (group == null) {
            return;
        }
        String other = group.equals(settings.target())
                ? "the target: rows of one class or value are no group that rows are drawn with"
                : group.equals(settings.key())
                        ? "the key, which names single rows"
                        : group.equals(settings.weight()) ? "the weight" : null;
        if (other != null) {
            throw new InputException(project.place("/evaluate/group") + ": '" + group + "' is " + other
                    + "; name the column of the customer, patient or query, or remove group.");
        }
    }

    /**
     * @param kind of the task
     * @return what to say of groups that are single rows, as a clause; null where there is nothing to say
     * @throws InputException when all rows are one group, or none has two and the task is about the order in groups
     */
    static String note(Project project, EvaluationSettings settings, String kind, HoldoutRows rows) {
        if (settings.group() == null || rows.size() < 2) {
            return null;
        }
        long groups = Arrays.stream(rows.groups()).distinct().count();
        if (groups == 1 && !kind.equals("ranking")) {
            throw new InputException(project.place("/evaluate/group") + ": all " + rows.size() + " rows of "
                    + settings.dataset() + " have the same '" + settings.group()
                    + "', so they are one unit, of which no"
                    + " interval can be made; name the column whose rows depend on each other, or remove group.");
        }
        if (groups < rows.size()) {
            return null;
        }
        if (kind.equals("ranking")) {
            throw new InputException(project.place("/evaluate/group") + ": each '" + settings.group() + "' of "
                    + settings.dataset() + " has one row only, so no query has two rows to be ranked.");
        }
        return "each '" + settings.group() + "' has one row only: group changes nothing";
    }
}
