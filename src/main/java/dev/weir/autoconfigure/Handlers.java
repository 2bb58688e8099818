package dev.weir.autoconfigure;

import dev.weir.frame.FrameHandler;
import dev.weir.handler.ChargenHandler;
import dev.weir.handler.DaytimeHandler;
import dev.weir.handler.DiscardHandler;
import dev.weir.handler.EchoHandler;
import dev.weir.handler.ForwardHandler;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.upstream.Upstream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.MessageChannel;

/**
 * Finds a listener's handler: the application's bean of that name, or a built-in handler. The built-in handlers are not
 * beans, so that an application can use their names.
 */
final class Handlers {

    private final HandlerBeans beans;
    private final FrameHandlers frameHandlers;
    private final Map<String, TcpStreamHandler> builtIn = Map.of(
            "echo", new EchoHandler(),
            "discard", new DiscardHandler(),
            "chargen", new ChargenHandler(),
            "daytime", new DaytimeHandler(Clock.system(ZoneId.systemDefault())));

    private final HandlerObservation observation;

    Handlers(HandlerBeans beans, FrameHandlers frameHandlers, HandlerObservation observation) {
        this.beans = beans;
        this.frameHandlers = frameHandlers;
        this.observation = observation;
    }

    /**
     * Returns the handler of a listener, measured where there is a registry for it.
     *
     * @param framing {@code null} if the handler handles bytes
     * @param upstream {@code null} if the listener does not forward
     */
    TcpStreamHandler find(
            ListenerDefinition definition, @Nullable FramingProperties framing, @Nullable Upstream upstream) {
        TcpStreamHandler handler = upstream == null ? find(definition, framing) : new ForwardHandler(upstream);
        return observation.measured(handler, definition.name(), definition.handlerName());
    }

    private TcpStreamHandler find(ListenerDefinition definition, @Nullable FramingProperties framing) {
        return framing == null ? lookUp(definition) : frameHandlers.find(definition, framing, builtIn.keySet());
    }

    private TcpStreamHandler lookUp(ListenerDefinition definition) {
        String listener = "weir.listeners." + definition.name();
        String name = definition.handlerName();
        if (beans.contains(name, TcpStreamHandler.class)) {
            return beans.get(name, TcpStreamHandler.class);
        }
        if (beans.contains(name, FrameHandler.class)) {
            throw new InvalidSettingException(
                    listener + ".handler",
                    name,
                    "names a FrameHandler, but " + listener + ".framing is not set",
                    "Set " + listener + ".framing.type, to line for example, or name a TcpStreamHandler bean.");
        }
        if (beans.contains(name, MessageChannel.class)) {
            throw new InvalidSettingException(
                    listener + ".handler",
                    name,
                    "names a MessageChannel, but " + listener + ".framing is not set",
                    "Set " + listener + ".framing.type, to line for example: each frame becomes a message.");
        }
        TcpStreamHandler handler = builtIn.get(name);
        if (handler == null && name.equals(ListenerDefinitionMapper.FORWARD)) {
            throw TargetsMapper.missing(listener + ".forward.to");
        }
        if (handler == null) {
            throw beans.unknown(listener, name, TcpStreamHandler.class, builtIn.keySet());
        }
        return handler;
    }
}
