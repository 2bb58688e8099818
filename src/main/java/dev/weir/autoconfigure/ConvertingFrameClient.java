package dev.weir.autoconfigure;

import dev.weir.client.FrameClient;
import dev.weir.frame.FrameConverter;
import dev.weir.observe.ClientStatistics;
import dev.weir.upstream.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A view of a client whose replies are bytes, with replies of another type. They are converted on the caller's thread: one that
 * cannot be is that caller's exception, and costs no connection.
 *
 * @param client replies with {@code byte[]}
 * @param reader converts the replies
 * @param <R> type of the replies
 */
record ConvertingFrameClient<R>(FrameClient<Object, Object> client, FrameConverter<R> reader)
        implements FrameClient<Object, R> {

    private static final Logger log = LoggerFactory.getLogger(ConvertingFrameClient.class);

    @Override
    public String name() {
        return client.name();
    }

    @Override
    public ClientStatistics statistics() {
        return client.statistics();
    }

    @Override
    public List<Target> targets() {
        return client.targets();
    }

    @Override
    public void start() {
        client.start();
    }

    @Override
    public R call(Object request) throws IOException {
        return convert(client.call(request));
    }

    @Override
    public R call(Object request, Duration timeout) throws IOException {
        return convert(client.call(request, timeout));
    }

    private R convert(Object reply) throws IOException {
        try {
            return reader.read(ByteBuffer.wrap((byte[]) reply).asReadOnlyBuffer());
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("client " + name() + ": a reply could not be converted", e);
        }
    }

    @Override
    public void send(Object frame) throws IOException {
        client.send(frame);
    }

    @Override
    public void onUnsolicited(@Nullable Consumer<? super R> consumer) {
        client.onUnsolicited(consumer == null ? null : frame -> deliver(consumer, frame));
    }

    private void deliver(Consumer<? super R> consumer, Object frame) {
        R value;
        try {
            value = convert(frame);
        } catch (IOException | RuntimeException e) {
            log.debug("client {}: a frame that is no reply could not be converted", name(), e);
            return;
        }
        consumer.accept(value);
    }

    @Override
    public void close() {
        client.close();
    }
}
