package io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanesTest {
    @Test
    void resultsAreInOrderAndNoLaneIsUsedTwiceAtOnce() {
        List<AtomicBoolean> busy = List.of(new AtomicBoolean(), new AtomicBoolean(), new AtomicBoolean());
        try (Lanes<AtomicBoolean> lanes = new Lanes<>("test", busy)) {
            for (int parts : new int[] {1, 2, 3, 500}) {
                List<Integer> seen = lanes.each(parts, (lane, part) -> {
                    assertTrue(lane.compareAndSet(false, true));
                    lane.set(false);
                    return part;
                });
                assertEquals(IntStream.range(0, parts).boxed().toList(), seen);
            }
        }
    }

    @Test
    void partsRunAtTheSameTime() throws Exception {
        try (Lanes<String> lanes = new Lanes<>("test", List.of("a", "b"))) {
            CountDownLatch both = new CountDownLatch(2);
            List<Boolean> met = lanes.each(2, (lane, part) -> {
                both.countDown();
                try {
                    return both.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertEquals(List.of(true, true), met);
        }
    }

    @Test
    void earliestFailureIsThrownAfterAllThreadsAreDone() {
        AtomicInteger running = new AtomicInteger();
        try (Lanes<Integer> lanes = new Lanes<>("test", List.of(0, 1, 2, 3))) {
            RuntimeException thrown = assertThrows(
                    RuntimeException.class,
                    () -> lanes.each(100, (lane, part) -> {
                        running.incrementAndGet();
                        try {
                            if (part >= 20) {
                                throw new IllegalArgumentException("part " + part);
                            }
                            return part;
                        } finally {
                            running.decrementAndGet();
                        }
                    }));
            assertEquals("part 20", thrown.getMessage());
            assertEquals(0, running.get());
        }
    }

    @Test
    void errorOfAnotherThreadIsNotSwallowed() {
        AssertionError error = new AssertionError("broken");
        CountDownLatch failed = new CountDownLatch(1);
        try (Lanes<Integer> lanes = new Lanes<>("test", List.of(0, 1))) {
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> lanes.each(2, (lane, part) -> {
                        if (lane == 1) {
                            failed.countDown();
                            throw error;
                        }
                        try {
                            assertTrue(failed.await(30, TimeUnit.SECONDS)); // the other one takes a part, too
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return part;
                    }));
            assertSame(error, thrown.getCause());
        }
    }
}
