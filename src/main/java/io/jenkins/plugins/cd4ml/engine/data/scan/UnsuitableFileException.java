package io.jenkins.plugins.cd4ml.engine.data.scan;

/** The file is not as plain as a {@link RecordReader} needs it; says nothing about its being right or wrong. */
public final class UnsuitableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnsuitableFileException() {
        super(null, null, false, false);
    }
}
