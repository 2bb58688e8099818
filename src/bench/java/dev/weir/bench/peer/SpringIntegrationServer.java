package dev.weir.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.serializer.Deserializer;
import org.springframework.core.serializer.Serializer;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.dsl.Tcp;
import org.springframework.integration.ip.dsl.TcpServerConnectionFactorySpec;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.SoftEndOfStreamException;

/** Stock Spring Integration: an inbound gateway, a message for what each read brings. Third argument: net or nio. */
public final class SpringIntegrationServer {

    private static final int BACKLOG = 1024;
    private static final int BUFFER = 16 * 1024;

    private SpringIntegrationServer() {}

    @Configuration
    @EnableIntegration
    static class Integration {}

    public static void main(String[] args) throws InterruptedException {
        boolean lines = args[0].equals("line");
        int port = Integer.parseInt(args[1]);
        var context = new AnnotationConfigApplicationContext();
        context.register(Integration.class);
        context.registerBean(
                "echo",
                IntegrationFlow.class,
                () -> args[2].equals("nio") ? flow(Tcp.nioServer(port), lines) : flow(Tcp.netServer(port), lines),
                new BeanDefinitionCustomizer[0]);
        context.refresh();
        Thread.currentThread().join();
    }

    private static <S extends TcpServerConnectionFactorySpec<S, C>, C extends AbstractServerConnectionFactory>
            IntegrationFlow flow(TcpServerConnectionFactorySpec<S, C> server, boolean lines) {
        var crLf = new ByteArrayCrLfSerializer();
        Deserializer<byte[]> whatIsThere = SpringIntegrationServer::read;
        Serializer<byte[]> asItIs = (bytes, out) -> {
            out.write(bytes);
            out.flush();
        };
        server.localAddress("127.0.0.1")
                .backlog(BACKLOG)
                .soTcpNoDelay(true)
                .deserializer(lines ? crLf : whatIsThere)
                .serializer(lines ? crLf : asItIs);
        return IntegrationFlow.from(Tcp.inboundGateway(server))
                .channel(new DirectChannel())
                .handle(byte[].class, (payload, _) -> lines ? afterPlus(payload) : payload)
                .get();
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
