package io.jenkins.plugins.cd4ml.access;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.scm.ChangeLogParser;
import hudson.scm.NullChangeLogParser;
import hudson.scm.SCM;
import hudson.scm.SCMDescriptor;
import hudson.scm.SCMRevisionState;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadEvent;
import jenkins.scm.api.SCMHeadObserver;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.SCMProbe;
import jenkins.scm.api.SCMProbeStat;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.SCMSourceCriteria;
import jenkins.scm.api.SCMSourceDescriptor;
import jenkins.scm.api.mixin.ChangeRequestCheckoutStrategy;
import jenkins.scm.api.mixin.ChangeRequestSCMHead2;

/**
 * A repository with branches, and with change requests from forks, which are those named {@code PR-…}. It trusts every
 * revision, as a branch source does whose administrator told it to: whoever trusts nobody is not asked by these tests.
 */
public final class MemoryRepository extends SCMSource {
    /** Files by branch and name. */
    private static final Map<String, Map<String, String>> BRANCHES = new ConcurrentHashMap<>();

    static void clear() {
        BRANCHES.clear();
    }

    /** Commits. @param files names and texts in turn */
    static void put(String branch, String... files) {
        Map<String, String> all = BRANCHES.computeIfAbsent(branch, b -> new ConcurrentHashMap<>());
        for (int i = 0; i < files.length; i += 2) {
            all.put(files[i], files[i + 1]);
        }
    }

    private static SCMHead head(String branch) {
        return branch.startsWith("PR-") ? new Fork(branch) : new SCMHead(branch);
    }

    @Override
    protected void retrieve(
            SCMSourceCriteria criteria, SCMHeadObserver observer, SCMHeadEvent<?> event, TaskListener listener)
            throws IOException, InterruptedException {
        for (String branch : BRANCHES.keySet()) {
            SCMHead head = head(branch);
            if (criteria == null || criteria.isHead(new Files(branch), listener)) {
                observer.observe(head, new Text(head, BRANCHES.get(branch).toString()));
            }
        }
    }

    @Override
    public SCM build(SCMHead head, SCMRevision revision) {
        return new Checkout(head.getName());
    }

    /** For a field of the test that is a {@code TestExtension}. */
    static final class SourceDescriptor extends SCMSourceDescriptor {}

    /** A change request, as branch sources describe those from forks. */
    public static final class Fork extends SCMHead implements ChangeRequestSCMHead2 {
        private static final long serialVersionUID = 1L;

        Fork(String name) {
            super(name);
        }

        @Override
        public String getId() {
            return getName().substring("PR-".length());
        }

        @Override
        public SCMHead getTarget() {
            return new SCMHead("main");
        }

        @Override
        public SCMHeadOrigin getOrigin() {
            return new SCMHeadOrigin.Fork("mallory/churn");
        }

        @Override
        public ChangeRequestCheckoutStrategy getCheckoutStrategy() {
            return ChangeRequestCheckoutStrategy.HEAD;
        }

        @Override
        public String getOriginName() {
            return "main";
        }
    }

    /** A revision that is told from others by all its text. */
    public static final class Text extends SCMRevision {
        private static final long serialVersionUID = 1L;

        private final String text;

        Text(SCMHead head, String text) {
            super(head);
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text that
                    && that.text.equals(text)
                    && that.getHead().equals(getHead());
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    private static final class Files extends SCMProbe {
        private static final long serialVersionUID = 1L;

        private final String branch;

        Files(String branch) {
            this.branch = branch;
        }

        @Override
        public String name() {
            return branch;
        }

        @Override
        public long lastModified() {
            return 0;
        }

        @Override
        public SCMProbeStat stat(String path) {
            boolean there = BRANCHES.get(branch).containsKey(path);
            return SCMProbeStat.fromType(
                    there ? jenkins.scm.api.SCMFile.Type.REGULAR_FILE : jenkins.scm.api.SCMFile.Type.NONEXISTENT);
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    /** Writes a branch's files. */
    public static final class Checkout extends SCM {
        private final String branch;

        Checkout(String branch) {
            this.branch = branch;
        }

        @Override
        public void checkout(
                Run<?, ?> build,
                Launcher launcher,
                FilePath workspace,
                TaskListener listener,
                File changelog,
                SCMRevisionState baseline)
                throws IOException, InterruptedException {
            for (Map.Entry<String, String> file : BRANCHES.get(branch).entrySet()) {
                workspace.child(file.getKey()).write(file.getValue(), "UTF-8");
            }
        }

        @Override
        public SCMRevisionState calcRevisionsFromBuild(
                Run<?, ?> build, FilePath workspace, Launcher launcher, TaskListener listener) {
            return SCMRevisionState.NONE;
        }

        @Override
        public boolean supportsPolling() {
            return false;
        }

        @Override
        public boolean requiresWorkspaceForPolling() {
            return false;
        }

        @Override
        public ChangeLogParser createChangeLogParser() {
            return NullChangeLogParser.INSTANCE;
        }

        /** For a field of the test that is a {@code TestExtension}. */
        static final class CheckoutDescriptor extends SCMDescriptor<Checkout> {
            CheckoutDescriptor() {
                super(Checkout.class, null);
            }
        }
    }
}
