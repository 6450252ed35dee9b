package io.jenkins.plugins.cd4ml.config.model;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A model of a folder and the jobs elsewhere that may read it: be compared with it, hold data against its, train it again.
 * It stays the folder's, registered once; who reads it neither registers nor promotes it.
 */
public final class SharedModel extends AbstractDescribableImpl<SharedModel> {
    /** Of a model, after the names of folders below the one that shares it. */
    private static final String NAME = "([^/]+/)*[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    private final String model;
    private String readers;

    @DataBoundConstructor
    public SharedModel(String model) {
        this.model = Util.fixNull(model).trim();
    }

    /** @return the model's name in the folder that shares it; before it, those of the folders between, as in {@code eu/churn} */
    public String getModel() {
        return model;
    }

    /** @return jobs, folders or patterns, one a line; "" for nobody */
    public String getReaders() {
        return Util.fixNull(readers);
    }

    @DataBoundSetter
    public void setReaders(String readers) {
        this.readers = Util.fixEmptyAndTrim(readers);
    }

    /** @return the patterns of {@link #getReaders} one by one */
    public List<String> readerPatterns() {
        return lines(readers);
    }

    /** @return what line ends and semicolons separate, trimmed; empty for null */
    static List<String> lines(String text) {
        return text == null
                ? List.of()
                : Stream.of(text.split("[\\r\\n;]+"))
                        .map(String::trim)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    /** @throws IllegalArgumentException when a name is none of a model, or is there twice */
    public static void check(List<SharedModel> all) {
        Set<String> names = new HashSet<>();
        for (SharedModel shared : all) {
            if (!shared.model.matches(NAME)) {
                throw new IllegalArgumentException(Messages.SharedModel_badName(shared.model));
            }
            if (!names.add(shared.model)) {
                throw new IllegalArgumentException(Messages.SharedModel_twice(shared.model));
            }
        }
    }

    @Extension
    @Symbol("sharedModel")
    public static final class DescriptorImpl extends Descriptor<SharedModel> {
        @Override
        public String getDisplayName() {
            return Messages.SharedModel_displayName();
        }

        @RequirePOST
        public FormValidation doCheckModel(@QueryParameter String value) {
            String name = Util.fixNull(value).trim();
            return name.matches(NAME) ? FormValidation.ok() : FormValidation.error(Messages.SharedModel_badName(name));
        }

        @RequirePOST
        public FormValidation doCheckReaders(@QueryParameter String value) {
            return lines(value).isEmpty()
                    ? FormValidation.warning(Messages.SharedModel_noReaders())
                    : FormValidation.ok();
        }
    }
}
