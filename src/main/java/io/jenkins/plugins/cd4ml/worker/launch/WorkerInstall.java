package io.jenkins.plugins.cd4ml.worker.launch;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.cd4ml.engine.Pack;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings the worker's files to a node once: each file's name holds its digest, it is written under a temporary name and
 * renamed, and what is there is left alone, so that running workers keep their jars and two steps may race.
 */
public final class WorkerInstall {
    /** One installation at a time per place; the keys are few (a node, a bundle). */
    private static final ConcurrentHashMap<String, Object> LOCKS = new ConcurrentHashMap<>();

    private final FilePath root;
    private final String key;
    private final Platform platform;
    private final List<String> classPath = new ArrayList<>();

    private WorkerInstall(FilePath root, String key, Platform platform) {
        this.root = root;
        this.key = key;
        this.platform = platform;
    }

    /**
     * @param workspace the step's workspace
     * @param launcher  the step's launcher; a decorated one may run in a container that sees the workspace only
     * @return where the files are now
     */
    public static WorkerInstall at(FilePath workspace, Launcher launcher, TaskListener listener)
            throws IOException, InterruptedException {
        WorkerBundle bundle = WorkerBundle.get();
        FilePath root = place(workspace, launcher);
        Computer computer = workspace.toComputer();
        String key = (computer == null ? "" : computer.getName()) + ":" + root.getRemote();
        WorkerInstall install = new WorkerInstall(root, key, Platform.of(workspace));
        synchronized (LOCKS.computeIfAbsent(key, k -> new Object())) {
            install.copy(bundle, listener);
        }
        return install;
    }

    /** @return whether processes of this launcher run on the node itself, with its files and its Java */
    static boolean plain(Launcher launcher) {
        return launcher instanceof Launcher.LocalLauncher || launcher instanceof Launcher.RemoteLauncher;
    }

    private static FilePath place(FilePath workspace, Launcher launcher) throws IOException {
        Computer computer = workspace.toComputer();
        Node node = computer == null ? null : computer.getNode();
        FilePath nodeRoot = node == null || !plain(launcher) ? null : node.getRootPath();
        FilePath base = nodeRoot == null ? WorkspaceList.tempDir(workspace) : nodeRoot.child("caches");
        if (base == null) {
            throw new IOException("The workspace " + workspace + " has no folder for temporary files beside it.");
        }
        return base.child("cd4ml");
    }

    private void copy(WorkerBundle bundle, TaskListener listener) throws IOException, InterruptedException {
        FilePath lib = root.child("lib");
        FilePath natives = natives(bundle);
        Set<String> present = new HashSet<>();
        for (FilePath folder : List.of(lib, natives)) {
            folder.mkdirs();
            folder.list().forEach(f -> present.add(folder.getName() + "/" + f.getName()));
        }
        int copied = 0;
        for (WorkerBundle.Item item : bundle.items()) {
            if (item.nativeLibrary() && !platform.carried()) {
                continue; // of no use there
            }
            String name = item.nativeLibrary() ? item.name() : item.digest().substring(0, 12) + "-" + item.name();
            FilePath folder = item.nativeLibrary() ? natives : lib;
            if (!item.nativeLibrary()) {
                classPath.add(lib.child(name).getRemote());
            }
            if (!present.contains(folder.getName() + "/" + name)) {
                put(item, folder, name);
                copied++;
            }
        }
        if (copied > 0) {
            listener.getLogger().println("[cd4ml] Installed " + copied + " files of the worker in " + root.getRemote());
        }
    }

    private static void put(WorkerBundle.Item item, FilePath folder, String name)
            throws IOException, InterruptedException {
        FilePath temporary = folder.child("." + name + "." + UUID.randomUUID());
        try (InputStream in = item.open()) {
            temporary.copyFrom(in);
            temporary.renameTo(folder.child(name));
        } finally {
            if (temporary.exists()) {
                temporary.delete();
            }
        }
    }

    /** Adds packs to the class path, fetching what is not there yet. */
    public void add(List<Pack> packs, TaskListener listener) throws IOException, InterruptedException {
        for (Pack pack : packs) {
            synchronized (LOCKS.computeIfAbsent(key + ":" + pack.name(), k -> new Object())) {
                classPath.add(Packs.bring(pack, root, listener).getRemote());
            }
        }
    }

    private FilePath natives(WorkerBundle bundle) {
        return root.child("natives-" + bundle.digest());
    }

    /** @return remote paths of the class path's jars */
    List<String> classPath() {
        return List.copyOf(classPath);
    }

    /** @return the folder on the node where packs, the class data archive and the natives live */
    FilePath root() {
        return root;
    }

    /** @return what the node runs */
    public Platform platform() {
        return platform;
    }

    /** @return the folder of native libraries */
    FilePath natives() throws IOException {
        return natives(WorkerBundle.get());
    }
}
