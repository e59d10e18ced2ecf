// A library that is loaded ahead on a thread of its own: who opens it afterwards finds it mapped and relocated, which for
// a large one takes longer than starting a thread of Node. Knows nothing of what is in it.
#pragma once
#include <string>

namespace wasabi {

/// Begins to load the library; false, and nothing, at a second call. Failing is left to who opens it.
bool beginLoading(const std::string &path);

/// Waits until loading has ended: the process must not run its exit handlers beside constructors of the library.
void awaitLoading();

} // namespace wasabi
