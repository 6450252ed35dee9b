package io.jenkins.plugins.cd4ml.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.cd4ml.engine.data.jdbc.Database;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainerKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainersTest {
    /** What the controller has of the engine: its own classes, and Jackson, but none of the worker's libraries. */
    private static final class Controller extends ClassLoader {
        private static final String ENGINE = "io.jenkins.plugins.cd4ml.engine.";

        Controller() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("com.fasterxml.jackson.databind.")) {
                return TrainersTest.class.getClassLoader().loadClass(name);
            }
            if (!name.startsWith(ENGINE)) {
                throw new ClassNotFoundException("not on the controller: " + name);
            }
            try (InputStream in = TrainersTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void theControllerAsksForPacksWithoutTheWorkersLibraries() throws Exception {
        Controller controller = new Controller();
        assertThrows(ClassNotFoundException.class, () -> controller.loadClass("org.postgresql.Driver"));
        List<?> kinds = (List<?>)
                controller.loadClass(Trainers.class.getName()).getMethod("all").invoke(null);
        Class<?> kind = controller.loadClass(TrainerKind.class.getName());
        assertEquals(
                List.of("command", "mlproject", "djl", "xgboost"),
                kinds.stream().map(each -> invoke(kind, "key", each)).toList());
        assertEquals(
                List.of(0, 0, 1, 4),
                kinds.stream()
                        .map(each -> ((List<?>) invoke(kind, "packs", each)).size())
                        .toList());
        Class<?> database = controller.loadClass(Database.class.getName());
        for (String url : List.of("jdbc:trino://host/catalog", "jdbc:postgresql://host/shop")) {
            Object found = database.getMethod("of", String.class).invoke(null, url);
            assertNotNull(found, url);
            assertEquals(url.contains("trino") ? 1 : 0, ((List<?>) invoke(database, "packs", found)).size());
        }
    }

    private static Object invoke(Class<?> type, String method, Object target) {
        try {
            return type.getMethod(method).invoke(target);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
