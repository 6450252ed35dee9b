package io.jenkins.plugins.cd4ml.approval.barred;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Run;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says which people stand behind a cause of a build. Plugins whose causes name a person in their own way add one. */
public interface CausePeople extends ExtensionPoint {
    /** @return ids or names of people behind this cause itself, not behind those it follows from; may be empty */
    List<String> of(Cause cause);

    /** @return everybody in the chain of causes of a build: its own, and those of the builds it follows from */
    static Set<String> chain(Run<?, ?> run) {
        Set<String> people = new LinkedHashSet<>();
        chain(run, people, new LinkedHashSet<>());
        return people;
    }

    private static void chain(Run<?, ?> run, Set<String> people, Set<String> seen) {
        if (run != null && seen.size() < 100 && seen.add(run.getExternalizableId())) {
            run.getActions(CauseAction.class).forEach(action -> causes(action.getCauses(), people, seen));
        }
    }

    private static void causes(List<Cause> causes, Set<String> people, Set<String> seen) {
        for (Cause cause : causes) {
            for (CausePeople source : ExtensionList.lookup(CausePeople.class)) {
                people.addAll(source.of(cause));
            }
            if (cause instanceof Cause.UpstreamCause upstream) {
                causes(upstream.getUpstreamCauses(), people, seen); // also where that build is gone
                chain(upstream.getUpstreamRun(), people, seen);
            } else {
                chain(Named.run(cause, "getOriginal"), people, seen); // a replayed build's
            }
        }
    }

    /** Jenkins' own causes, and those of source control plugins that say {@code getPushedBy} or the like. */
    @Extension
    final class Named implements CausePeople {
        private static final List<String> METHODS = List.of("getPushedBy", "getPusher", "getPusherName", "getUserName");

        @Override
        public List<String> of(Cause cause) {
            if (cause instanceof Cause.UserIdCause user) {
                return user.getUserId() == null ? List.of() : List.of(user.getUserId());
            }
            List<String> people = new ArrayList<>();
            for (String method : METHODS) {
                if (call(cause, method) instanceof String name && !name.isBlank()) {
                    people.add(name);
                }
            }
            return people;
        }

        static Run<?, ?> run(Cause cause, String method) {
            return call(cause, method) instanceof Run<?, ?> run ? run : null;
        }

        /** Causes of plugins that need not be there: by name, and without them by nothing. */
        private static Object call(Cause cause, String name) {
            try {
                Method method = cause.getClass().getMethod(name);
                return method.invoke(cause);
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                return null;
            }
        }
    }
}
