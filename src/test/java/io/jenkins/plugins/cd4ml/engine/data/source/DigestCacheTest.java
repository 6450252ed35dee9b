package io.jenkins.plugins.cd4ml.engine.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestCacheTest {
    private static final FileTime OLD = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private Path file(byte first, FileTime time) throws Exception {
        byte[] bytes = new byte[17 << 20];
        bytes[0] = first;
        Files.write(folder.resolve("d.csv"), bytes);
        return Files.setLastModifiedTime(folder.resolve("d.csv"), time);
    }

    @Test
    void anUnchangedFileIsNotReadAgainAndAChangedOneIs() throws Exception {
        DigestCache cache = new DigestCache(folder);
        String digest = cache.of(file((byte) 1, OLD));
        assertEquals(Digests.of(folder.resolve("d.csv")), digest);
        assertEquals(digest, cache.of(file((byte) 2, OLD)), "same size, time and inode: remembered");
        Path changed = file((byte) 2, FileTime.from(OLD.toInstant().plusNanos(1000)));
        assertNotEquals(digest, cache.of(changed));
        assertEquals(Digests.of(changed), cache.of(changed));
    }

    @Test
    void aFileThatMayStillChangeIsNotRemembered() throws Exception {
        new DigestCache(folder).of(file((byte) 1, FileTime.from(Instant.now())));
        assertFalse(Files.exists(folder.resolve(".cd4ml/digests.json")));
    }

    @Test
    void aBrokenCacheIsNoCache() throws Exception {
        DigestCache cache = new DigestCache(folder);
        String digest = cache.of(file((byte) 1, OLD));
        assertTrue(Files.exists(folder.resolve(".cd4ml/digests.json")));
        Files.writeString(folder.resolve(".cd4ml/digests.json"), "{");
        assertEquals(digest, cache.of(folder.resolve("d.csv")));
    }

    @Test
    void aDigestTakenInPassingIsOfTheBytesThatWereReadAndOfAllOfThem() throws Exception {
        Path large = file((byte) 1, OLD);
        String digest = Digests.of(large);
        DigestCache cache = new DigestCache(folder);
        try (InputStream in = cache.open(large)) {
            assertEquals(1, in.read());
            assertEquals(1000, in.readNBytes(1000).length);
        }
        Files.write(large, new byte[] {1, 2, 3});
        assertEquals(digest, cache.of(large), "what was read, not what is there now");
        assertNotEquals(digest, new DigestCache(folder).of(large), "somebody else sees the new file");
        file((byte) 1, OLD);
        Files.setLastModifiedTime(large, OLD);
        String remembered = Files.readString(folder.resolve(".cd4ml/digests.json"));
        assertTrue(remembered.contains(digest), remembered);
    }

    @Test
    void aRememberedDigestIsNotTakenAgain() throws Exception {
        String digest = new DigestCache(folder).of(file((byte) 1, OLD));
        Path other = file((byte) 2, OLD);
        DigestCache cache = new DigestCache(folder);
        try (InputStream in = cache.open(other)) {
            assertFalse(in instanceof DigestedStream);
        }
        assertEquals(digest, cache.of(other));
    }

    @Test
    void smallAndEmptyFilesAndSkippedBytesAreDigestedToo() throws Exception {
        for (int length : new int[] {0, 1, 70_000}) {
            Path small = Files.write(folder.resolve("s" + length), new byte[length]);
            DigestCache cache = new DigestCache(folder);
            try (InputStream in = cache.open(small)) {
                in.skip(10);
                in.read(new byte[5]);
            }
            Files.delete(small);
            assertEquals(Digests.of(new byte[length]), cache.of(small));
        }
        assertFalse(Files.exists(folder.resolve(".cd4ml/digests.json")));
    }
}
