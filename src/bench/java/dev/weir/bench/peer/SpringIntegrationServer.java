package dev.weir.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.serializer.Serializer;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.dsl.Tcp;
import org.springframework.integration.ip.dsl.TcpServerConnectionFactorySpec;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLfSerializer;
import org.springframework.integration.ip.tcp.serializer.SoftEndOfStreamException;

/** Stock Spring Integration: an inbound gateway, a message for each frame or line, else for what a read brings. Third argument: net or nio. */
public final class SpringIntegrationServer {

    private static final int BACKLOG = 1024;
    private static final int BUFFER = 16 * 1024;

    private SpringIntegrationServer() {}

    @Configuration
    @EnableIntegration
    static class Integration {}

    public static void main(String[] args) throws InterruptedException {
        String protocol = args[0];
        int port = Integer.parseInt(args[1]);
        var context = new AnnotationConfigApplicationContext();
        context.register(Integration.class);
        context.registerBean(
                "echo",
                IntegrationFlow.class,
                () -> args[2].equals("nio") ? flow(Tcp.nioServer(port), protocol) : flow(Tcp.netServer(port), protocol),
                new BeanDefinitionCustomizer[0]);
        context.refresh();
        Thread.currentThread().join();
    }

    private static <S extends TcpServerConnectionFactorySpec<S, C>, C extends AbstractServerConnectionFactory>
            IntegrationFlow flow(TcpServerConnectionFactorySpec<S, C> server, String protocol) {
        server.localAddress("127.0.0.1").backlog(BACKLOG).soTcpNoDelay(true);
        switch (protocol) {
            case "line" -> frame(server, new ByteArrayCrLfSerializer());
            case "length" -> frame(server, new ByteArrayLengthHeaderSerializer());
            case "lf" -> frame(server, new ByteArrayLfSerializer());
            default -> {
                Serializer<byte[]> asItIs = SpringIntegrationServer::write;
                server.deserializer(SpringIntegrationServer::read).serializer(asItIs);
            }
        }
        return IntegrationFlow.from(Tcp.inboundGateway(server))
                .channel(new DirectChannel())
                .handle(byte[].class, (payload, _) -> protocol.equals("line") ? afterPlus(payload) : payload)
                .get();
    }

    private static void frame(TcpServerConnectionFactorySpec<?, ?> server, AbstractByteArraySerializer serializer) {
        server.deserializer(serializer).serializer(serializer);
    }

    private static void write(byte[] bytes, OutputStream out) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private static byte[] read(InputStream in) throws IOException {
        var buffer = new byte[BUFFER];
        int count = in.read(buffer);
        if (count < 0) {
            throw new SoftEndOfStreamException();
        }
        return Arrays.copyOf(buffer, count);
    }

    private static byte[] afterPlus(byte[] line) {
        var reply = new byte[line.length + 1];
        reply[0] = '+';
        System.arraycopy(line, 0, reply, 1, line.length);
        return reply;
    }
}
