/** What runs weir in production, held against what would read it: Helm, Kubernetes's types, Prometheus, Compose, a JVM. */
@NullMarked
package dev.weir.production;

import org.jspecify.annotations.NullMarked;
