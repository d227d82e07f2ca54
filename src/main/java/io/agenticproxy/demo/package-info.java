/**
 * The simulated Anthropic API of the profile {@code demo}: a visitor sees the proxy at work without a key or a bill.
 *
 * <p>{@code routes/demo-upstream.yaml} decides what kind of answer a request gets; the beans here write it. The API's
 * outer behaviour is kept in full: JSON and event stream, prompt cache, usage, stop reasons, tool loops, errors. What
 * the model says is made up, and the same for the same prompt. Nothing here knows the proxy: it stands in for a server
 * elsewhere and shares no code with what it answers. Exists in the profile {@code demo} only.
 */
@NullMarked
package io.agenticproxy.demo;

import org.jspecify.annotations.NullMarked;
