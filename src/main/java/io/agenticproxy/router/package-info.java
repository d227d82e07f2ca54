/**
 * The model router: a simple prompt on a dear model goes to a cheaper one.
 *
 * <p>It only ever downgrades, only where the cheaper model takes the request as it is, and only when that saves money.
 * {@code routes/router.yaml} carries the flow: gates, the verdict of {@code routes/classifier.yaml}, the choice. A gate
 * that can't tell, a classifier that is late or unsure, a model that does not take the call: the request goes as asked.
 */
@NullMarked
package io.agenticproxy.router;

import org.jspecify.annotations.NullMarked;
