package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import java.nio.file.Path;

/** Mirrors a registry in a process of its own: FOLDER URL NAME. */
final class MirroringProcess {
    private MirroringProcess() {}

    public static void main(String[] args) throws Exception {
        new MirroredRegistry(Path.of(args[0])).mirror(args[1], args[2]).catchUp();
    }
}
