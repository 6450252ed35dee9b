package io.jenkins.plugins.cd4ml.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks PostgreSQL's protocol as far as to ask for the password in clear text, and repeats it in what it says then. */
public final class LeakyDatabase implements AutoCloseable {
    private static final int SSL = 80877103;
    private static final int GSS = 80877104;
    private static final int CLEAR_TEXT = 3;

    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger callers = new AtomicInteger();

    public LeakyDatabase() throws IOException {
        Thread thread = new Thread(this::serve, "leaky-database");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/shop";
    }

    /** @return connections that were made to it */
    public int callers() {
        return callers.get();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket caller = socket.accept()) {
                callers.incrementAndGet();
                answer(new DataInputStream(caller.getInputStream()), new DataOutputStream(caller.getOutputStream()));
            } catch (IOException e) {
                continue; // the caller went away, or the test ended
            }
        }
    }

    private static void answer(DataInputStream in, DataOutputStream out) throws IOException {
        byte[] body = in.readNBytes(in.readInt() - 4);
        int code = ((body[0] & 0xff) << 24) | ((body[1] & 0xff) << 16) | ((body[2] & 0xff) << 8) | (body[3] & 0xff);
        if (code == SSL || code == GSS) {
            out.writeByte('N');
            answer(in, out);
            return;
        }
        out.writeByte('R');
        out.writeInt(8);
        out.writeInt(CLEAR_TEXT);
        out.flush();
        in.readByte();
        byte[] sent = in.readNBytes(in.readInt() - 4);
        String password = new String(sent, 0, sent.length - 1, StandardCharsets.UTF_8);
        String text = "SFATAL\0C28P01\0M" + "no " + password + " and no "
                + URLEncoder.encode(password, StandardCharsets.UTF_8) + " and no "
                + Base64.getEncoder().encodeToString(("me:" + password).getBytes(StandardCharsets.UTF_8)) + " here\0\0";
        byte[] said = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte('E');
        out.writeInt(said.length + 4);
        out.write(said);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
