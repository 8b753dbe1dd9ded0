// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_STACK_H
#define DIL_MODEL_STACK_H

#include "network.h"

#include <stddef.h>
#include <stdint.h>

/**
   Logits of a whole sequence: the plain definition of the network.

       x_0[t]  = E[q_{t-1}] + Win u_t
       h_l[t]  = c_l(frame) + W0_l x_l[t - d_l] + W1_l x_l[t]
       z_l     = tanh(h_l[0..R)) sigmoid(h_l[R..2R))
       x_{l+1} = x_l + (br_l + Wr_l z_l)
       s       = bs + sum_l Ws_l z_l
       logits  = b2 + P2 relu(b1 + P1 relu(s))

   Before the first step every x_l is zero.  Every sum is a chain as
   dil_affine() defines, in the order written.  Slow and obvious: the oracle of
   the kernels.

   Source: van den Oord et al., arXiv:1609.03499, sections 2.1 to 2.4.

   @param classes [n_steps] class fed back into each step, so classes[t] is
   q_{t-1}.
   @param inputs [n_steps][DIL_N_INPUTS] of dil_predictor_inputs().
   @param biases [ceil(n_steps / DIL_FRAME_STEPS)][L][2R] of each frame.
   @param logits [n_steps][DIL_N_CLASSES] result.
   @return DIL_NO_MEMORY, or DIL_OK.
*/
DIL_NODISCARD DilStatus
dil_stack_forward(const DilNetwork* network,
                  size_t n_steps,
                  const uint8_t* classes,
                  const float* inputs,
                  const float* biases,
                  float* logits);

#endif // DIL_MODEL_STACK_H
