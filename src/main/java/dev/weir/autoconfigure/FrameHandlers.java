package dev.weir.autoconfigure;

import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.FrameCodec;
import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameOptions;
import dev.weir.frame.FrameSessions;
import dev.weir.frame.FrameStreamHandler;
import dev.weir.handler.DiscardFrameHandler;
import dev.weir.handler.EchoFrameHandler;
import dev.weir.integration.ChannelFrameHandler;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.TcpStreamHandler;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.MessageChannel;

/** Finds the handler of a listener with {@code framing}: the application's bean of that name, or a built-in handler. */
final class FrameHandlers {

    private static final Map<String, FrameHandler<ByteBuffer, ?>> BUILT_IN =
            Map.of("echo", new EchoFrameHandler(), "discard", new DiscardFrameHandler());

    private final ConfigurableListableBeanFactory beans;
    private final FramingMapper framings;
    private final ConversionChains conversions;
    private final FrameSessions sessions;
    private final FrameObservation observation;

    FrameHandlers(
            ConfigurableListableBeanFactory beans,
            FramingMapper framings,
            ConversionChains conversions,
            FrameSessions sessions,
            FrameObservation observation) {
        this.beans = beans;
        this.framings = framings;
        this.conversions = conversions;
        this.sessions = sessions;
        this.observation = observation;
    }

    /**
     * Returns the handler of a listener's streams, which calls the handler of its frames.
     *
     * @param builtInForStreams the names of built-in handlers of streams
     */
    TcpStreamHandler find(ListenerDefinition definition, FramingProperties framing, Set<String> builtInForStreams) {
        String listener = "weir.listeners." + definition.name();
        String name = definition.handlerName();
        FrameOptions options = framings.map(listener + ".framing", framing);
        FrameConversions chain = conversions.create(framing.charset(), buffers(framing));
        var handlers = new HandlerBeans(beans);
        if (handlers.contains(name, FrameHandler.class)) {
            FrameHandler<?, ?> handler = handlers.get(name, FrameHandler.class);
            return serve(definition, handler, reader(listener, name, handler, chain), options, chain);
        }
        if (handlers.contains(name, TcpStreamHandler.class)) {
            throw handlesStreams(listener, name, "names a TcpStreamHandler");
        }
        if (handlers.containsChannel(name)) {
            var channel = handlers.get(name, MessageChannel.class);
            var handler = new ChannelFrameHandler(channel, definition.name());
            return serve(definition, handler, BuiltInConverters.bytes(), options, chain);
        }
        FrameHandler<ByteBuffer, ?> builtIn = BUILT_IN.get(name);
        if (builtIn != null) {
            return serve(definition, builtIn, buffers(framing), options, chain);
        }
        if (builtInForStreams.contains(name)) {
            throw handlesStreams(listener, name, "names a built-in handler of streams");
        }
        throw handlers.unknown(listener, name, FrameHandler.class, BUILT_IN.keySet());
    }

    private static InvalidSettingException handlesStreams(String listener, String name, String problem) {
        return new InvalidSettingException(
                listener + ".handler",
                name,
                problem + ", which handles bytes, but " + listener + ".framing is set",
                "Name a FrameHandler bean, echo or discard, or remove " + listener + ".framing.");
    }

    /** A view is valid until the next frame is read, which with several frames at once happens during the call. */
    private static FrameConverter<ByteBuffer> buffers(FramingProperties framing) {
        return framing.concurrency() == 1 ? BuiltInConverters.views() : BuiltInConverters.buffers();
    }

    private FrameConverter<?> reader(String listener, String name, FrameHandler<?, ?> handler, FrameConversions chain) {
        ResolvableType type = BeanTypes.of(beans, name, handler, FrameHandler.class);
        if (type.getGeneric(0).resolve() == null) {
            throw new InvalidSettingException(
                    listener + ".handler",
                    name,
                    "names a FrameHandler without a type of frames",
                    "Declare the bean by a class that implements FrameHandler<T, R>, or by a @Bean method that returns"
                            + " it, with types such as FrameHandler<String, String>.");
        }
        FrameConverter<?> reader = chain.findReader(type.getGeneric(0));
        if (reader == null) {
            throw noConversion(listener, name, "receives", type.getGeneric(0));
        }
        Class<?> reply = type.getGeneric(1).resolve();
        if (reply != null && reply != Void.class && reply != Object.class && !chain.canWrite(reply)) {
            throw noConversion(listener, name, "replies with", type.getGeneric(1));
        }
        return reader;
    }

    private static InvalidSettingException noConversion(
            String listener, String name, String verb, ResolvableType type) {
        return new InvalidSettingException(
                listener + ".handler",
                name,
                "names a FrameHandler that " + verb + " " + type + ", for which there is no conversion",
                "Declare a FrameConverter<" + type
                        + "> bean, a JsonMapper bean or a MessageConverter bean, or use byte[],"
                        + " ByteBuffer or String.");
    }

    /** The reader's type is that of the handler. */
    @SuppressWarnings("unchecked")
    private <T> TcpStreamHandler serve(
            ListenerDefinition definition,
            FrameHandler<T, ?> handler,
            FrameConverter<?> reader,
            FrameOptions options,
            FrameConversions encoder) {
        return new FrameStreamHandler<>(
                handler,
                new FrameCodec<>((FrameConverter<T>) reader, encoder),
                options,
                observation.observers(definition.name(), definition.handlerName()),
                definition.name(),
                sessions);
    }
}
