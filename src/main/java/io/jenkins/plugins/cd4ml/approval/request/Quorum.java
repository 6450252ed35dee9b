package io.jenkins.plugins.cd4ml.approval.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * N of M: how many people must approve, and how many of which role must be among them. One person fills one place: who
 * is of two roles counts for the one where the other people leave a place free. Keeps no state.
 */
public final class Quorum {
    private static final Pattern ROLE = Pattern.compile("(\\d{1,3})\\s+of\\s+(\\S+)");

    private Quorum() {}

    /**
     * @param roles such as {@code 1 of risk, 2 of group:ml}; blank for none
     * @return how many are needed by role name, in the order given
     * @throws IllegalArgumentException when it is written otherwise
     */
    public static Map<String, Integer> roles(String roles) {
        Map<String, Integer> needed = new LinkedHashMap<>();
        if (roles == null || roles.isBlank()) {
            return needed;
        }
        for (String part : roles.split("[,;\\n]+")) {
            Matcher role = ROLE.matcher(part.trim());
            if (!role.matches()) {
                throw new IllegalArgumentException(
                        "Roles are written as in '1 of risk, 2 of ml', not '" + roles + "'.");
            }
            needed.merge(role.group(2), Integer.parseInt(role.group(1)), Integer::sum);
        }
        return needed;
    }

    /** @return how many people it takes at least, for {@code approvals} in all and the roles among them */
    public static int needed(int approvals, String roles) {
        int places = roles(roles).values().stream().mapToInt(Integer::intValue).sum();
        return Math.max(approvals, places);
    }

    /** @return what is missing, in words; "" when nothing is */
    static String missing(int needed, String roles, List<ApprovalRequest.Decision> decisions) {
        List<ApprovalRequest.Decision> approved =
                decisions.stream().filter(ApprovalRequest.Decision::approved).toList();
        List<String> places = new ArrayList<>();
        roles(roles).forEach((role, count) -> {
            for (int i = 0; i < count; i++) {
                places.add(role);
            }
        });
        int[] who = new int[places.size()];
        java.util.Arrays.fill(who, -1);
        for (int person = 0; person < approved.size(); person++) {
            place(person, approved, places, who, new boolean[places.size()]);
        }
        List<String> missing = new ArrayList<>();
        Map<String, Integer> free = new LinkedHashMap<>();
        for (int i = 0; i < who.length; i++) {
            if (who[i] < 0) {
                free.merge(places.get(i), 1, Integer::sum);
            }
        }
        free.forEach((role, count) -> missing.add(count + " of " + role));
        int more = needed
                - approved.size()
                - free.values().stream().mapToInt(Integer::intValue).sum();
        if (more > 0) {
            missing.add(free.isEmpty() ? Integer.toString(more) : more + " more");
        }
        return String.join(", ", missing);
    }

    /** Finds a place for a person, moving others to places of theirs where that frees one (augmenting path). */
    private static boolean place(
            int person, List<ApprovalRequest.Decision> people, List<String> places, int[] who, boolean[] tried) {
        for (int i = 0; i < who.length; i++) {
            if (!tried[i] && people.get(person).roles().contains(places.get(i))) {
                tried[i] = true;
                if (who[i] < 0 || place(who[i], people, places, who, tried)) {
                    who[i] = person;
                    return true;
                }
            }
        }
        return false;
    }
}
