package dev.weir.autoconfigure;

import dev.weir.server.ListenerDefinition;
import dev.weir.stream.TcpStreamHandler;

/** Wraps each listener's handler; there so that metrics can, without the listeners depending on them. */
@FunctionalInterface
interface HandlerDecorator {

    TcpStreamHandler decorate(TcpStreamHandler handler, ListenerDefinition definition);
}
