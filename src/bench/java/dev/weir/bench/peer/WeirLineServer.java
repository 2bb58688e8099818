package dev.weir.bench.peer;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Weir as its users have it: a Boot application with a handler of its own. The arguments are settings. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public final class WeirLineServer {

    private static final int MAX_LINE = 1024;
    private static final byte[] PLUS = {'+'};
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    WeirLineServer() {}

    public static void main(String[] args) {
        SpringApplication.run(WeirLineServer.class, args);
    }

    /** The handler that {@code weir.listeners.<name>.handler=line} names. */
    @Bean
    public TcpStreamHandler line() {
        return WeirLineServer::answer;
    }

    private static void answer(TcpStream stream) throws IOException {
        String line = stream.readLine(StandardCharsets.US_ASCII, MAX_LINE);
        while (line != null) {
            stream.writeAll(PLUS);
            stream.writeAll(line.getBytes(StandardCharsets.US_ASCII));
            stream.writeAll(END);
            line = stream.readLine(StandardCharsets.US_ASCII, MAX_LINE);
        }
    }
}
