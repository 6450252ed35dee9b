package io.jenkins.plugins.cd4ml.approval.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Takes mail over SMTP on the loopback and keeps what it was sent, commands and all. */
final class MailServer implements AutoCloseable {
    final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
    private final ServerSocket server;

    MailServer() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread taker = new Thread(this::take, "mail server");
        taker.setDaemon(true);
        taker.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void take() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                talk(socket);
            } catch (IOException e) {
                // closed, or a client that went away
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream();
        StringBuilder mail = new StringBuilder();
        boolean data = false;
        answer(out, "220 here");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            mail.append(line).append('\n');
            if (data && !line.equals(".")) {
                continue;
            }
            data = line.equalsIgnoreCase("DATA");
            if (line.equals(".")) {
                mails.add(mail.toString());
                mail.setLength(0);
            }
            answer(out, data ? "354 go on" : line.equalsIgnoreCase("QUIT") ? "221 bye" : "250 ok");
        }
    }

    private static void answer(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
