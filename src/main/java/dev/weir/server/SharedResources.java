package dev.weir.server;

import dev.weir.stream.BufferBudget;
import java.util.concurrent.Executor;
import org.springframework.integration.dsl.context.IntegrationFlowContext;

/**
 * The resources that all listeners share.
 *
 * @param executor runs each connection
 * @param processLimit limits the connections of all listeners together
 * @param buffers memory for the buffers of all streams
 * @param flows where each listener registers its flow
 * @param binder binds each listener's address
 */
public record SharedResources(
        Executor executor,
        ConnectionLimit processLimit,
        BufferBudget buffers,
        IntegrationFlowContext flows,
        ListenerBinder binder) {}
