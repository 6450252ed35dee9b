package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Makes the JDK's HTTP servers. */
public final class LocalHttp {
    private LocalHttp() {}

    /**
     * The JDK's server sends headers and body apart; with Nagle's algorithm each answer then waits 40 ms for the other
     * side's delayed acknowledgement. The JDK has this one switch for it, read when its first server is made.
     */
    public static HttpServer create(InetSocketAddress address) throws IOException {
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        return HttpServer.create(address, 0);
    }
}
