package dev.weir.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.net.CidrBlocks;
import dev.weir.proxy.ProxyProtocol.Mode;
import dev.weir.stream.TcpStream;
import dev.weir.testing.Requirement;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.ServerProgram;
import dev.weir.tls.EdgeServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** nginx as a stream proxy, which sends version 1. */
@Timeout(120)
@RequiresTool("nginx")
class NginxIT {

    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

    @TempDir
    Path directory;

    @Test
    void exposesTheClientsAddress() throws Exception {
        Requirement.assume(Files.exists(MODULE), MODULE.toString());
        CidrBlocks loopback = CidrBlocks.parse(List.of("127.0.0.1"));
        var optional = new ProxyProtocol(Mode.OPTIONAL, loopback::contains, Duration.ofSeconds(60));
        Path file = directory.resolve("nginx.conf");
        try (EdgeServer server = EdgeServer.start(optional, null);
                ServerProgram nginx = ServerProgram.start(
                        file,
                        1,
                        ports -> configuration(ports.getFirst(), server.port()),
                        "nginx",
                        "-p",
                        directory.toString(),
                        "-c",
                        file.toString());
                TcpStream client = TcpStream.connect("127.0.0.1:" + nginx.port(0));
                TcpStream direct = TcpStream.connect(server.address())) {
            assertThat(ask(client)).startsWith("line=hello remote=127.0.0.1:" + port(client) + " peer=127.0.0.1:");
            assertThat(ask(direct)).isEqualTo("line=hello remote=127.0.0.1:%1$s peer=127.0.0.1:%1$s .", port(direct));
        }
    }

    private String configuration(int port, int serverPort) {
        return """
                load_module %1$s;
                daemon off;
                master_process off;
                pid %2$s/nginx.pid;
                error_log stderr;
                events {}
                stream {
                    server {
                        listen 127.0.0.1:%3$s;
                        proxy_pass 127.0.0.1:%4$s;
                        proxy_protocol on;
                    }
                }
                """.formatted(MODULE, directory, port, serverPort);
    }

    private static int port(TcpStream client) {
        return ((InetSocketAddress) client.localAddress()).getPort();
    }

    private static String ask(TcpStream client) throws Exception {
        client.writeAll("hello\n".getBytes(StandardCharsets.US_ASCII));
        return client.readLine(StandardCharsets.US_ASCII, 1000);
    }
}
