#include "sinks/verdict.h"

namespace nameward::sinks {

using Verdict = Done::Verdict;

Verdict verdict_of_http(int status) {
    if (status >= 200 && status < 300) return Verdict::delivered;
    if (status == 410) return Verdict::gone;
    if (status == 408 || status == 425 || status == 429) return Verdict::transient;
    return status >= 300 && status < 500 ? Verdict::rejected : Verdict::transient;
}

Verdict verdict_of_smtp(int code) {
    if (code >= 200 && code < 300) return Verdict::delivered;
    return code >= 500 && code < 600 ? Verdict::rejected : Verdict::transient;
}

Done transient(std::string answer) {
    return {Verdict::transient, std::nullopt, std::move(answer), {}};
}

}  // namespace nameward::sinks
