package dev.weir.tls;

import static dev.weir.tls.TlsPair.HOST;
import static dev.weir.tls.TlsPair.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.testing.RequiresTool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class OtherClientsIT {

    private static final TlsContext CONTEXT = TlsContext.of(SERVER.context());

    private static final String CONNECT = """
            import socket, ssl, sys
            context = ssl.create_default_context(cafile=sys.argv[2])
            context.set_alpn_protocols(['echo/1'])
            version = getattr(ssl.TLSVersion, sys.argv[3])
            context.minimum_version = context.maximum_version = version
            raw = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 60)
            tls = context.wrap_socket(raw, server_hostname='weir.example')
            """;

    private static EdgeServer start() throws Exception {
        return EdgeServer.start(null, new TlsServer(() -> CONTEXT, Map.of(), ClientAuth.NONE, List.of("echo/1")));
    }

    private static Conversation python(EdgeServer server, String version, String script) throws Exception {
        return Conversation.with("python3", "-c", CONNECT + script, server.port(), SERVER.pem(), version);
    }

    /** Uses one thread: OpenSSL does not allow two threads on one connection, and Python crashes. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1_2", "TLSv1_3"})
    @RequiresTool("python3")
    void pythonSendsMuchGetsItBackAndEndsProperly(String version) throws Exception {
        String script = """
                import os, select, ssl
                data = os.urandom(1500000)
                out, sent, got = b'echo\\n' + data, 0, b''
                wait = ssl.SSLWantReadError, ssl.SSLWantWriteError
                tls.setblocking(False)
                while len(got) < len(data):
                    idle = True
                    if sent < len(out):
                        try:
                            sent += tls.send(out[sent:sent + 7919])
                            idle = False
                        except wait:
                            pass
                    try:
                        got += tls.recv(65536)
                        idle = False
                    except wait:
                        pass
                    if idle:
                        select.select([tls], [tls] if sent < len(out) else [], [], 30)
                tls.setblocking(True)
                assert got == data
                agreed = tls.version(), tls.selected_alpn_protocol()
                tls.unwrap().close()
                print('done', *agreed)
                """;
        try (EdgeServer server = start();
                Conversation python = python(server, version, script)) {
            python.readUntil("^done " + version.replace('_', '.') + " echo/1");
            assertThat(server.failures()).isEmpty();
        }
    }

    /** As most Python programs: {@code close} sends no close_notify. */
    @Test
    @RequiresTool("python3")
    void pythonThatJustClosesIsTruncated() throws Exception {
        String script = """
                tls.sendall(b'echo\\nhello')
                assert tls.recv(5) == b'hello'
                tls.close()
                print('closed')
                """;
        try (EdgeServer server = start();
                Conversation python = python(server, "TLSv1_3", script)) {
            python.readUntil("^closed");
            await().until(() -> !server.failures().isEmpty());
            assertThat(server.failures()).hasOnlyElementsOfType(TlsTruncatedException.class);
        }
    }

    @Test
    @RequiresTool("ncat")
    void ncatTalks() throws Exception {
        try (EdgeServer server = start();
                Conversation ncat = Conversation.with(
                        "ncat",
                        "--ssl-verify",
                        "--ssl-trustfile",
                        SERVER.pem(),
                        "--ssl-servername",
                        HOST,
                        "--ssl-alpn",
                        "echo/1",
                        "127.0.0.1",
                        server.port())) {
            ncat.sendLine("hello").end().readUntil("line=hello .* sni=weir.example alpn=echo/1 certificates=0");
        }
    }
}
