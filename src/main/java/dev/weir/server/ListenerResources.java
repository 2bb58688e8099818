package dev.weir.server;

import dev.weir.stream.BufferBudget;
import java.util.concurrent.Executor;
import org.springframework.integration.dsl.context.IntegrationFlowContext;

/**
 * What listeners share.
 *
 * @param executor runs each connection
 * @param processLimit for the connections of all listeners together
 * @param buffers memory for the buffers of all streams
 * @param flows where each listener's flow is registered
 */
public record ListenerResources(
        Executor executor, ConnectionLimit processLimit, BufferBudget buffers, IntegrationFlowContext flows) {}
