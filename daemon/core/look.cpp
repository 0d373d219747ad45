#include "nameward/look.h"

#include <algorithm>

namespace nameward {
namespace {

std::string seconds(std::chrono::milliseconds time) {
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

Look::Time Look::end() const {
    const std::scoped_lock lock(mutex_);
    return std::min(began_ + limits_.time + held_up_, latest());
}

void Look::held_up(Time from, Time to) {
    const std::scoped_lock lock(mutex_);
    if (to <= counted_to_) return;
    held_up_ += to - std::max(from, counted_to_);
    counted_to_ = to;
}

bool Look::take_question() {
    const std::scoped_lock lock(mutex_);
    if (questions_ >= limits_.questions) return false;
    ++questions_;
    return true;
}

std::string Look::time_text() const {
    return "the " + seconds(limits_.time) + " of this look were over";
}

std::string Look::too_late_to_ask() const {
    return "not asked any more, " + time_text();
}

std::string Look::too_late_to_wait() const {
    return "no answer before " + time_text();
}

std::string Look::no_turn(std::string_view budget) const {
    return "not asked, its turn at this server did not come within " + seconds(limits_.longest) + " (" +
           std::string(budget) + ")";
}

std::string Look::no_question_left() const {
    return "not asked, this look has put its " + std::to_string(limits_.questions) + " questions";
}

}  // namespace nameward
