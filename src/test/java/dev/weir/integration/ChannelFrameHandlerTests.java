package dev.weir.integration;

import static dev.weir.testing.Patience.take;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.FrameCodec;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameObservers;
import dev.weir.frame.FrameOptions;
import dev.weir.frame.FrameSessions;
import dev.weir.frame.FrameStreamHandler;
import dev.weir.frame.FramedStream;
import dev.weir.frame.LengthFormat;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

@Timeout(60)
class ChannelFrameHandlerTests {

    private static final FrameFormat FORMAT = FrameFormat.length(LengthFormat.DEFAULT);

    private final FrameSessions sessions = new FrameSessions();
    private final BlockingQueue<Message<?>> messages = new LinkedBlockingQueue<>();
    private TcpListener listener;
    private FramedStream client;

    @BeforeEach
    void connect() throws IOException {
        listener = TcpListener.bind("127.0.0.1:0");
        client = FramedStream.over(
                TcpStream.connect(listener.localAddress().toString().substring(1)), FORMAT);
    }

    @AfterEach
    void close() throws IOException {
        client.stream().abort("the test is over");
        listener.close();
    }

    @Test
    void frameIsAMessageWithTheHeadersOfItsConnection() throws Exception {
        FutureTask<?> served = serve((message, _) -> messages.add(message));
        client.write("one", US_ASCII);
        client.flush();
        Message<?> message = take(messages);
        assertThat((byte[]) message.getPayload()).asString(US_ASCII).isEqualTo("one");
        var clientAddress = (InetSocketAddress) client.stream().localAddress();
        assertThat(message.getHeaders())
                .containsEntry(IpHeaders.IP_ADDRESS, "127.0.0.1")
                .containsEntry(IpHeaders.HOSTNAME, "127.0.0.1")
                .containsEntry(IpHeaders.REMOTE_PORT, clientAddress.getPort())
                .containsEntry(IpHeaders.LOCAL_ADDRESS, clientAddress.getAddress())
                .containsEntry(
                        IpHeaders.CONNECTION_ID,
                        "my-listener-"
                                + sessions.all("my-listener").iterator().next().id());
        finish(served);
    }

    @Test
    void replyGoesBackOnTheSameStream() throws Exception {
        FutureTask<?> served = serve((message, _) -> {
            reply(message, text(message) + "!");
            return true;
        });
        client.write("one", US_ASCII);
        client.write("two", US_ASCII);
        assertThat(client.readText(US_ASCII)).isEqualTo("one!");
        assertThat(client.readText(US_ASCII)).isEqualTo("two!");
        finish(served);
    }

    @Test
    void nothingWaitsForAReplyThatComesLaterOnAnotherThread() throws Exception {
        FutureTask<?> served = serve((message, _) -> messages.add(message));
        client.write("one", US_ASCII);
        client.write("two", US_ASCII);
        client.flush();
        Message<?> one = take(messages);
        Message<?> two = take(messages);
        reply(two, "to two");
        assertThat(client.readText(US_ASCII)).isEqualTo("to two");
        reply(one, "to one");
        assertThat(client.readText(US_ASCII)).isEqualTo("to one");
        finish(served);
    }

    @Test
    void severalRepliesKeepTheirOrder() throws Exception {
        FutureTask<?> served = serve((message, _) -> {
            for (String text : new String[] {"1", "2", "3"}) {
                reply(message, text);
            }
            return messages.add(message);
        });
        client.write("one", US_ASCII);
        client.flush();
        Message<?> message = take(messages);
        for (String text : new String[] {"1", "2", "3"}) {
            assertThat(client.readText(US_ASCII)).isEqualTo(text);
        }
        reply(message, "4");
        assertThat(client.readText(US_ASCII)).isEqualTo("4");
        finish(served);
    }

    @Test
    void failureOfTheChannelIsThatOfTheHandler() throws Exception {
        FutureTask<?> served = serve((message, _) -> {
            reply(message, new IllegalStateException("on purpose"));
            return true;
        });
        client.write("one", US_ASCII);
        client.flush();
        assertThatThrownBy(served::get).hasRootCauseMessage("on purpose");
    }

    @Test
    void channelThatTakesNoMessageIsAFailure() throws Exception {
        FutureTask<?> served = serve((_, _) -> false);
        client.write("one", US_ASCII);
        client.flush();
        assertThatThrownBy(served::get).hasCauseInstanceOf(MessageDeliveryException.class);
    }

    @Test
    void replyAfterTheEndIsAFailureOfItsSender() throws Exception {
        FutureTask<?> served = serve((message, _) -> messages.add(message));
        client.write("one", US_ASCII);
        client.stream().shutdown();
        served.get();
        Message<?> message = take(messages);
        assertThatThrownBy(() -> reply(message, "late")).isInstanceOf(MessageDeliveryException.class);
    }

    @Test
    void messageIsSentToTheConnectionThatItNames() throws Exception {
        FutureTask<?> served = serve((message, _) -> messages.add(message));
        client.write("one", US_ASCII);
        client.flush();
        Object id = take(messages).getHeaders().get(IpHeaders.CONNECTION_ID);
        var sender = new FrameSendingMessageHandler(sessions);
        sender.handleMessage(MessageBuilder.withPayload("pushed")
                .setHeader(IpHeaders.CONNECTION_ID, id)
                .build());
        assertThat(client.readText(US_ASCII)).isEqualTo("pushed");
        assertThatThrownBy(() -> sender.handleMessage(MessageBuilder.withPayload("lost")
                        .setHeader(IpHeaders.CONNECTION_ID, "my-listener-0")
                        .build()))
                .isInstanceOf(MessageHandlingException.class);
        assertThatThrownBy(() -> sender.handleMessage(new GenericMessage<>("lost")))
                .isInstanceOf(MessageHandlingException.class);
        finish(served);
    }

    private FutureTask<?> serve(MessageChannel channel) {
        var handler = new FrameStreamHandler<>(
                new ChannelFrameHandler(channel, "my-listener"),
                new FrameCodec<>(
                        BuiltInConverters.bytes(), value -> ByteBuffer.wrap(((String) value).getBytes(US_ASCII))),
                FrameOptions.of(FORMAT),
                FrameObservers.NONE,
                "my-listener",
                sessions);
        var served = new FutureTask<Void>(() -> {
            try (TcpStream stream = listener.accept()) {
                handler.handle(stream);
            }
            return null;
        });
        Thread.startVirtualThread(served);
        return served;
    }

    private void finish(FutureTask<?> served) throws Exception {
        client.stream().shutdown();
        served.get();
    }

    private static String text(Message<?> message) {
        return new String((byte[]) message.getPayload(), US_ASCII);
    }

    private static void reply(Message<?> request, Object payload) {
        var replies =
                (MessageChannel) Objects.requireNonNull(request.getHeaders().getReplyChannel());
        replies.send(new GenericMessage<>(payload));
    }
}
